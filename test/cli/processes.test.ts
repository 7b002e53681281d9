import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../src/http/certificate.ts'
import { builtCommand } from '../support/built.ts'
import { launch, run, serve } from '../support/command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-login-mock-'))
})
afterAll(() => rm(folder, { recursive: true }))

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

describe('exec', () => {
  const told = (signal: string) =>
    `process.on('${signal}', () => { console.log('told'); process.exit(9) }); console.log('pid ' + process.pid); setInterval(() => {}, 1000)`

  it.each(['SIGHUP', 'SIGQUIT', 'SIGTERM', 'SIGINT'] as const)(
    'passes %s on, and ends as its command does',
    async (signal) => {
      const running = await launch(['exec', '--', process.execPath, '-e', told(signal)])
      await running.said('pid ')
      running.child.kill(signal)
      const { code, stdout } = await running.ended
      expect([code, stdout]).toEqual([9, expect.stringMatching(/^pid \d+\ntold\n$/)])
      const pid = Number(/pid (\d+)/.exec(stdout)?.[1])
      expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
  )

  it('refuses an empty command in a sentence', async () => {
    expect(await run(['exec', '--', ''])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: The command is empty: name a program after --, such as exec -- npm test.\n',
    })
  })

  it.each([
    ['/etc/passwd/nothing', 126],
    ['/nonexistent/program', 127],
  ])('says of %s that it cannot be run', async (file, code) => {
    const ran = await run(['exec', '--', file])
    expect(ran.code).toBe(code)
    expect(ran.stderr).toMatch(/^error: "[^"]+" cannot be run \(E[A-Z]+\)\.\n$/)
  })
})

describe('stdout that cannot be written', () => {
  it.each([
    ['serve', ['--port', '0', '--memory', '--output', 'json']],
    ['cases', ['cases']],
  ])('is a sentence and exit 1: %s', async (_name, args) => {
    const child = spawn(
      'sh',
      ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, await builtCommand(), ...args],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
    )
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(stderr).toBe(
      'error: stdout cannot be written (ENOSPC): send it where there is room and somebody reads.\n',
    )
  })
})

describe('--host', () => {
  it.each(['127.1', '0x7f000001', '2130706433', '127.0.1', '0177.0.0.1.', '999.1.1.1'])(
    'that is no address as clients write one is refused: %s',
    async (host) => {
      const { code, stderr } = await run(['--host', host, '--port', '0', '--memory'])
      expect(code).toBe(2)
      expect(stderr).toBe(
        `error: --host "${host}" cannot be: write the address in full, such as 127.0.0.1 or 0.0.0.0.\n`,
      )
    },
  )
})

describe('a certificate that cannot be used', () => {
  it('is named, and so is its key', async () => {
    const [a, b] = [makeCertificate('a.test', 0), makeCertificate('b.test', 0)]
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    }
    const cert = await file('a.pem', a.cert)
    const key = await file('a.key', a.key)
    const other = await file('b.key', b.key)
    const noise = await file('noise.pem', 'noise')
    const absent = join(folder, 'absent.pem')
    for (const [c, k, sentence] of [
      [
        absent,
        key,
        `--cert "${absent}" cannot be read (ENOENT): name a PEM file that this user may read.`,
      ],
      [
        cert,
        absent,
        `--key "${absent}" cannot be read (ENOENT): name a PEM file that this user may read.`,
      ],
      [noise, key, `--cert "${noise}" is no PEM certificate: name a file that holds one.`],
      [
        cert,
        noise,
        `--key "${noise}" is no PEM key without a passphrase: name a file that holds one.`,
      ],
      [
        cert,
        other,
        `--key "${other}" is not the key of --cert "${cert}": name two files that belong together.`,
      ],
    ] as const)
      expect(await run(['--port', '0', '--memory', '--https', '--cert', c, '--key', k])).toEqual({
        code: 2,
        stdout: '',
        stderr: `error: ${sentence}\n`,
      })
  })
})

describe('the ready file', () => {
  it('goes at the stop', async () => {
    const file = join(folder, 'ready.json')
    const server = await serve(['--memory', '--ready-file', file])
    expect(await exists(file)).toBe(true)
    expect((await server.stop()).code).toBe(0)
    expect(await exists(file)).toBe(false)
  })
})

describe('HEAD /__admin/events', () => {
  it('ends', async () => {
    const server = await serve()
    const { status, headers } = await fetch(`${server.ready.adminUrl}/events`, { method: 'HEAD' })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    await server.stop()
  })
})
