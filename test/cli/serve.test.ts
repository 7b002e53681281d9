import { execFile } from 'node:child_process'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { launch, run, scratchFolder, serve, type Ready } from '../support/command.ts'

const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

const scratch = async (): Promise<string> => {
  const { path, remove } = await scratchFolder()
  cleanUps.push(remove)
  return path
}

const started: typeof serve = async (...parameters) => {
  const server = await serve(...parameters)
  cleanUps.push(() => server.stop('SIGKILL'))
  return server
}

describe('ready', () => {
  it('is exactly one line on stdout, and the same in the ready file', async () => {
    const folder = await scratch()
    const file = join(folder, 'ready.json')
    const server = await started(['--memory', '--ready-file', file])
    const { ready } = server
    expect(ready).toEqual({
      event: 'ready',
      url: `http://127.0.0.1:${ready.port}`,
      adminUrl: `http://127.0.0.1:${ready.port}/__admin`,
      port: ready.port,
      pid: server.child.pid,
      instanceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    })
    expect(Object.keys(ready)).toEqual([
      'event',
      'url',
      'adminUrl',
      'port',
      'pid',
      'instanceId',
      'version',
    ])
    expect(await readFile(file, 'utf8')).toBe(server.stdout())
    expect(await readdir(folder)).toEqual(['ready.json'])
    const answer = await fetch(`${ready.url}${login}`, { method: 'POST' })
    expect(await answer.text()).toBe(
      '{"code":5218,"msg":"Please enter appid","data":null,"extMsg":null}',
    )
    const { stdout } = await server.stop()
    expect(stdout.split('\n')).toHaveLength(2)
  })

  it('the ready file of an earlier run is gone before the next one is ready', async () => {
    const file = join(await scratch(), 'ready.json')
    await writeFile(file, 'stale')
    const server = await started(['--memory', '--ready-file', file])
    expect((JSON.parse(await readFile(file, 'utf8')) as Ready).port).toBe(server.ready.port)
  })

  it('pretty output has a line to paste for each endpoint, and each succeeds', async () => {
    const server = await launch(['--port', '0', '--memory', '--output', 'pretty'])
    cleanUps.push(() => {
      server.child.kill('SIGKILL')
      return server.ended
    })
    await server.said('(wechat-platform)')
    await server.said('grant_type=authorization_code')
    const lines = server.stdout().split('\n')
    const curls = lines.filter((line) => line.startsWith('    curl ')).map((line) => line.trim())
    expect(curls).toHaveLength(6)
    const shell = promisify(execFile)
    const answers = await Promise.all(
      curls.map(async (curl) => (await shell('sh', ['-c', `${curl} -sS`])).stdout),
    )
    expect(answers).toEqual([
      expect.stringMatching(
        /"status":1.*"accessToken":"[\w-]{43}"|"accessToken":"[\w-]{43}".*"status":1/,
      ),
      expect.stringMatching(/"lui":"\d+".*"ErrorMessage":(null|"")/),
      expect.stringMatching(/"access_token":"[\w-]{43}"/),
      expect.stringMatching(/^\{"code":200,"msg":"","data":\{"accessToken"/),
      expect.stringMatching(/"code":0,"data":\{/),
      expect.stringMatching(/"openid":"[\w-]{28}"/),
    ])
    expect(lines[0]).toMatch(/^open http:\/\/127\.0\.0\.1:\d+\/__admin\/ in a browser$/)
    expect(lines[1]).toMatch(/^wechat-login-mock \d+\.\d+\.\d+ at http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('pretty output is right with --strict, --require-tenant and --https as well', async () => {
    const server = await launch([
      '--port',
      '0',
      '--memory',
      '--output=pretty',
      '--strict',
      '--require-tenant',
      '--https',
    ])
    cleanUps.push(() => {
      server.child.kill('SIGKILL')
      return server.ended
    })
    await server.said('(app-mini-user-auth)')
    const curl = server
      .stdout()
      .split('\n')
      .find((line) => line.includes(`${login}?`))
    expect(curl).toMatch(/^ {4}curl -k 'https:\/\/127\.0\.0\.1:\d+\/t\/default\/v2\//)
    const { stdout } = await promisify(execFile)('sh', ['-c', `${curl ?? ''} -sS`])
    expect(stdout).toMatch(/^\{"code":200,/)
  })
})

describe('options', () => {
  const idsOf = async (url: string): Promise<string> => {
    const target = `${login}?appId=wx0123456789abcdef&code=081AbCdEfGhIjKlMnOpQrStUvWxYz012&signature=4d61410df13d2ddab9dac98b903c4a410ed55ab218c196230461260916ba43d4&userDomain=C.DM.10271.5`
    return (await fetch(`${url}${target}`, { method: 'POST' })).text()
  }

  it('environment variables say the same as flags, and flags win', async () => {
    const clock = '2026-01-29T07:00:34Z'
    const flags = await started(['--memory', '--seed', 'a', '--clock', clock])
    const env = {
      WECHAT_LOGIN_MOCK_PORT: '1',
      WECHAT_LOGIN_MOCK_MEMORY: 'true',
      WECHAT_LOGIN_MOCK_SEED: 'a',
      WECHAT_LOGIN_MOCK_CLOCK: clock,
    }
    const byEnvironment = await started([], { env })
    const both = await started(['--seed', 'b'], { env })
    const expected = await idsOf(flags.ready.url)
    expect(expected).toContain('"expirationTime":1769677234')
    expect(await idsOf(byEnvironment.ready.url)).toBe(expected)
    expect(await idsOf(both.ready.url)).not.toBe(expected)
    const answer = await fetch(flags.ready.url)
    expect(answer.headers.get('date')).toBe('Thu, 29 Jan 2026 07:00:34 GMT')
  })

  it('reach the server: --prefer, --no-cors, --explain, --allow-host, --body-bytes', async () => {
    const env = { WECHAT_LOGIN_MOCK_ALLOW_HOST: 'one.test, two.test' }
    const args = ['--memory', '--prefer', 'example=5368', '--no-cors', '--explain']
    const { ready } = await started([...args, '--body-bytes', '10'], { env })
    const answer = await fetch(`${ready.url}${login}`, {
      method: 'POST',
      headers: { Origin: 'http://somewhere.test' },
    })
    expect(await answer.text()).toMatch(/^\{"code":5368,/)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('x-mock-notes')).toMatch(/^\d+$/)
    const long = await fetch(`${ready.url}/api/Customer/AppAuthorization`, {
      method: 'POST',
      body: 'x'.repeat(11),
    })
    expect(long.status).toBeGreaterThanOrEqual(400)
  })

  it('keep the worlds in a file of the working directory unless --memory is given', async () => {
    const cwd = await scratch()
    const first = await started([], { cwd })
    const before = await idsOf(first.ready.url)
    expect((await first.stop()).code).toBe(0)
    expect(await readdir(cwd)).toContain('wechat-login-mock.state.json')
    const second = await started([], { cwd })
    const response = await fetch(`${second.ready.adminUrl}/world`)
    const { endUsers } = (await response.json()) as { endUsers: { uid: string }[] }
    const uid = /"uid":"(C\d+)"/.exec(atob(before.split('.')[1] ?? ''))?.[1]
    expect(endUsers.map((user) => user.uid)).toContain(uid)
  })

  it('beyond loopback the admin token is told on stderr', async () => {
    const server = await started(['--memory', '--host', '0.0.0.0'])
    expect(server.stderr()).toMatch(/^admin token: [\w-]{32}$/m)
  })
})

describe('refusals to start: one line, exit 2', () => {
  it.concurrent.each([
    [['--port', 'x'], '--port "x" cannot be: use a whole number from 0 to 65535.'],
    [['--port', '65536'], '--port "65536" cannot be: use a whole number from 0 to 65535.'],
    [['--port=-1'], '--port "-1" cannot be: use a whole number from 0 to 65535.'],
    [['--seed', ''], '--seed "" cannot be: use a text that is not empty.'],
    [
      ['--journal-entries', '0'],
      '--journal-entries "0" cannot be: use a whole number from 1 to 2147483647.',
    ],
    [['--log-level', 'loud'], '--log-level "loud" cannot be: use info or warn or error or silent.'],
    [['--output', 'xml'], '--output "xml" cannot be: use pretty or json.'],
    [
      ['--clock', 'yesterday'],
      '--clock "yesterday" cannot be: use an instant such as 2026-01-29T07:00:34Z, or a shift such as +2h or -30m.',
    ],
    [
      ['--prefer', 'delay=x'],
      '--prefer "delay=x" cannot be: The preference delay=x cannot be done: delay is a number of milliseconds from 0 to 600000.',
    ],
    [
      ['--prefer', 'example=code-invlid'],
      '--prefer "example=code-invlid" cannot be: no API has the case code-invlid (did you mean code-invalid?); `cases` lists them.',
    ],
    [
      ['--prefer', 'code=12345'],
      '--prefer "code=12345" cannot be: no API has the code 12345; `cases` lists them.',
    ],
    [
      ['--prefer', 'wait=5'],
      '--prefer "wait=5" cannot be: use example=<case>, code=<n>, layout=documented or delay=<ms>.',
    ],
    [
      ['--fixtures', 'nowhere.yaml'],
      '--fixtures nowhere.yaml cannot be read (ENOENT); is the path right?',
    ],
    [['--cert', 'a.pem'], '--cert needs --https.'],
    [['--key', 'a.pem'], '--key needs --https.'],
    [['--https', '--key', 'a'], '--cert and --key belong together: give both or neither.'],
    [
      ['--ready-file', '/nowhere/at/all'],
      '--ready-file "/nowhere/at/all" cannot be written (ENOENT): use a file in a folder of yours.',
    ],
    [
      ['--host', '192.0.2.1'],
      '--host "192.0.2.1" cannot be: use an address of this machine, such as 127.0.0.1 or 0.0.0.0.',
    ],
    [['--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
    [['--port'], "option '-p, --port <n>' argument missing"],
    [
      ['sreve'],
      'There is no command "sreve": use one of serve, exec, wait, reset, requests, cases, use, encrypt, login-as, sign, clock, state, snapshot, sms, fixtures, openapi, certificate, verify, stubs.',
    ],
  ])('%j', async (args, line) => {
    expect(await run(['--memory', '--port=0', ...args])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${line}\n`,
    })
  })

  it.concurrent.each([
    [
      'PORT',
      'abc',
      'WECHAT_LOGIN_MOCK_PORT (--port) "abc" cannot be: use a whole number from 0 to 65535.',
    ],
    [
      'STRICT',
      'maybe',
      'WECHAT_LOGIN_MOCK_STRICT (--strict) "maybe" cannot be: use true or false.',
    ],
    [
      'FIXTURES',
      'a,,b',
      'WECHAT_LOGIN_MOCK_FIXTURES (--fixtures) "" cannot be: use a text that is not empty.',
    ],
  ])('%s=%s', async (name, value, line) => {
    expect(await run(['--memory'], { env: { [`WECHAT_LOGIN_MOCK_${name}`]: value } })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${line}\n`,
    })
  })

  it('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    expect(await run(['--memory', '--port', String(port)])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: --port ${port} is in use on 127.0.0.1: stop what listens there, or use another port (0 takes any free one).\n`,
    })
    other.close()
  })
})

describe('the stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s: exit 0', async (signal) => {
    const server = await started()
    const { code, stderr } = await server.stop(signal)
    expect([code, stderr]).toEqual([0, ''])
  })

  it('a signal that comes before it is ready', async () => {
    const server = await launch(['--port', '0', '--memory'])
    await new Promise((resolve) => server.child.once('spawn', resolve))
    server.child.kill('SIGTERM')
    const { code, stderr } = await server.ended
    // Before Node has come to our code, the signal is the system's to answer.
    expect([0, null]).toContain(code)
    expect(stderr).toBe('')
  })

  it('POST /__admin/shutdown: exit 0', async () => {
    const server = await started()
    await fetch(`${server.ready.adminUrl}/shutdown`, { method: 'POST' })
    expect((await server.ended).code).toBe(0)
  })
})

describe('help', () => {
  it('names each option with its environment variable', async () => {
    const { code, stdout } = await run(['serve', '--help'])
    expect(code).toBe(0)
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag ?? '')
    const flat = stdout.replace(/\s+/g, '')
    expect(flags.length).toBeGreaterThan(30)
    for (const flag of flags.filter((one) => one !== 'help'))
      expect(flat).toContain(`[WECHAT_LOGIN_MOCK_${flag.replaceAll('-', '_').toUpperCase()}]`)
  })

  it('--version is the package version', async () => {
    const { stdout } = await run(['--version'])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
  })
})
