import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deadUrl, launch, run, scratchFolder, serve, type Ran } from '../support/command.ts'

const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

let server: Awaited<ReturnType<typeof serve>>
let folder: Awaited<ReturnType<typeof scratchFolder>>
beforeAll(async () => {
  folder = await scratchFolder()
  server = await serve(['--memory', '--clock', '2026-01-29T07:00:34Z'])
}, 60_000)
afterAll(async () => {
  await server.stop()
  await folder.remove()
})
beforeEach(async () => {
  await fetch(`${server.ready.adminUrl}/reset`, { method: 'POST' })
})

/** A client command, told by the environment where the server is. */
const client = (...args: string[]): Promise<Ran> =>
  run(args, { env: { WECHAT_LOGIN_MOCK_URL: server.ready.url }, cwd: folder.path })
const ask = async (path = login): Promise<string> =>
  (await fetch(`${server.ready.url}${path}`, { method: 'POST' })).text()
const done = (stdout: string): Ran => ({ code: 0, stdout, stderr: '' })

describe('wait', () => {
  it('ends at once when the server is ready', async () => {
    expect(await client('wait')).toEqual(done(''))
    expect(await run(['wait', '--url', `${server.ready.url}/`])).toEqual(done(''))
  })

  it('gives up in one line', async () => {
    const url = await deadUrl()
    expect(await run(['wait', '--url', url, '--timeout', '0'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: ${url} was not ready within 0 s: ECONNREFUSED.\n`,
    })
  })

  it('says what answers there instead', async () => {
    const { code, stderr } = await run([
      'wait',
      '--url',
      `${server.ready.url}/v2`,
      '--timeout',
      '0',
    ])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^error: .* was not ready within 0 s: (it answered 404|.*timeout.*)\.\n$/,
    )
  })
})

describe('use', () => {
  it('puts cases in use, tells what is, takes them away', async () => {
    expect(await client('use', '5368')).toEqual(done('5368\n'))
    expect(await ask()).toMatch(/^\{"code":5368/)
    expect(await client('use', '5420', '--api', 'offiaccount-auth-login', '--times', '2')).toEqual(
      done('5368\n5420 for offiaccount-auth-login, 2 more\n'),
    )
    expect(await client('use', 'none', '--api', 'offiaccount-auth-login')).toEqual(done('5368\n'))
    expect(await client('use', 'none')).toEqual(done('no case in use\n'))
    expect(await ask()).toMatch(/^\{"code":5218/)
  })

  it('for one tenant', async () => {
    await client('use', '5368', '--tenant', 'mine')
    expect(await ask()).toMatch(/^\{"code":5218/)
    expect(await ask(`/t/mine${login}`)).toMatch(/^\{"code":5368/)
  })

  it('hands on what the server says', async () => {
    expect(await client('use', 'nonesuch')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: There is no case nonesuch; `cases` lists them.\n',
    })
  })
})

describe('cases', () => {
  it('lists an API with its counts', async () => {
    await ask()
    const { code, stdout } = await client('cases', 'offiaccount-auth-login')
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^case +code +http +basis +answered +message +live$/)
    expect(lines.find((line) => line.includes('/5218'))).toMatch(
      /^offiaccount-auth-login\/5218 +5218 +200 +documented +1 +Please enter appid +\S.*$/,
    )
    expect(lines.slice(1, -1).every((line) => line.startsWith('offiaccount-auth-login/'))).toBe(
      true,
    )
  })

  it('as JSON, and all of them', async () => {
    const { stdout } = await client('cases', '--output', 'json')
    const { cases } = JSON.parse(stdout) as { cases: { api: string }[] }
    expect(new Set(cases.map(({ api }) => api)).size).toBe(6)
  })

  it('needs no server', async () => {
    const { code, stdout } = await run(['cases', 'app-mini-user-auth'], { env: {} })
    expect(code).toBe(0)
    expect(stdout).toContain('app-mini-user-auth/site-closed')
  })

  it('but does not make up what a given server has', async () => {
    const url = await deadUrl()
    expect(await run(['cases', '--url', url])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: No server answers at ${url} (ECONNREFUSED): is it running?\n`,
    })
  })

  it('names the APIs for one that there is not', async () => {
    const { code, stderr } = await client('cases', 'iot')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: There is no API "iot": use one of app-authorization, .*\.\n$/)
  })
})

describe('requests', () => {
  it('one line for a request, its notes below', async () => {
    await ask(`${login}?appid=1`)
    expect(await client('requests')).toEqual(
      done(
        expect.stringMatching(
          /^07:00:34\.000 {2}POST \/v2\/enduser\/enduserapi\/wechatOffiaccountAuthLogin\?appid=1 {2}200 offiaccount-auth-login\/5218 {2}live \d+\.\d ms\n {4}unknown-field: .*did you mean `appId`\?\n {4}required-missing: .*\n$/,
        ) as string,
      ),
    )
  })

  it('--limit and --output json', async () => {
    await ask()
    await ask()
    const { stdout } = await client('requests', '--limit', '1', '--output', 'json')
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ mock: { case: 'offiaccount-auth-login/5218' } })
  })

  it('--follow prints what comes', async () => {
    const following = await launch(['requests', '--follow', '--url', server.ready.url])
    // Until it listens, nothing that comes is seen: keep asking.
    const asking = setInterval(() => void ask(), 50)
    await following.said('5218')
    clearInterval(asking)
    following.child.kill()
    const { stdout } = await following.ended
    expect(stdout).toMatch(/^07:00:34\.000 {2}POST \/v2\//)
  })
})

describe('clock', () => {
  it('show, set, advance, freeze, resume', async () => {
    const at = (instant: string) => expect.stringMatching(`^${instant}`) as string
    expect(await client('clock')).toEqual(
      done(at('2026-01-29T07:00:34.000Z \\(frozen\\) offset -?\\d+ ms\n$')),
    )
    expect(await client('clock', 'advance', '1h30m')).toEqual(
      done(at('2026-01-29T08:30:34.000Z \\(frozen\\)')),
    )
    expect(await client('clock', 'advance', '-30m')).toEqual(done(at('2026-01-29T08:00:34.000Z')))
    expect(await client('clock', 'advance', '500')).toEqual(done(at('2026-01-29T08:00:34.500Z')))
    expect(await client('clock', 'set', '2030-01-01T00:00:00Z')).toEqual(
      done(at('2030-01-01T00:00:00.000Z')),
    )
    expect((await client('clock', 'resume')).stdout).toMatch(
      /^2030-01-01T00:00:\d\d\.\d{3}Z offset \d+ ms\n$/,
    )
    expect((await client('clock', 'freeze')).stdout).toContain('(frozen)')
    expect((await client('clock', 'set', '-2h')).stdout).toContain('offset -7200000 ms')
  })

  it.each([
    [
      ['advance', 'soon'],
      2,
      'The duration "soon" cannot be: use a duration such as 90s, 2h30m or -5m.',
    ],
    [['set', '-5x'], 2, 'The shift "-5x" cannot be: use a duration such as 90s, 2h30m or -5m.'],
    [
      ['set', 'noon'],
      1,
      '"noon" is no instant: write now, a shift such as +2h or -30m, an instant such as 2026-01-29T07:00:34Z, or a local date with its zone such as 2026-01-29 15:00 Asia/Shanghai.',
    ],
    [['set'], 2, "missing required argument 'moment'"],
    [['stop'], 2, 'There is no command "stop": use one of show, set, advance, freeze, resume.'],
  ])('%j', async (args, code, line) => {
    expect(await client('clock', ...args)).toEqual({ code, stdout: '', stderr: `error: ${line}\n` })
  })
})

describe('state', () => {
  it('export and import', async () => {
    const file = join(folder.path, 'world.json')
    expect(await client('state', 'export', file)).toEqual(done(''))
    const world = JSON.parse(await readFile(file, 'utf8')) as { people: { id: string }[] }
    expect(JSON.parse((await client('state', 'export')).stdout)).toEqual(world)
    await writeFile(file, JSON.stringify({ ...world, people: [{ id: 'only' }] }))
    expect(await client('state', 'import', file)).toEqual(done(''))
    const { stdout } = await client('state', 'export')
    expect((JSON.parse(stdout) as typeof world).people).toEqual([{ id: 'only' }])
  })

  it('imports every tenant of a state file', async () => {
    const file = join(folder.path, 'state.json')
    const worldOf = (id: string) => ({ people: [{ id }] })
    await writeFile(
      file,
      JSON.stringify({ format: 1, tenants: { one: worldOf('a'), two: worldOf('b') } }),
    )
    await client('state', 'import', file)
    const { stdout } = await client('state', 'export', '--tenant', 'two')
    expect(JSON.parse(stdout)).toMatchObject({ people: [{ id: 'b' }] })
  })

  it.each([
    ['{', 2, /no world: use a JSON object as `state export` writes it\.\n$/],
    ['[]', 2, /no world: /],
    ['{"tenants":1}', 2, /no state file: its tenants are no object\.\n$/],
    ['{"peopel":[]}', 1, /^error: .*peopel.*\n$/],
  ])('refuses %s', async (text, code, line) => {
    const file = join(folder.path, 'bad.json')
    await writeFile(file, text)
    const ran = await client('state', 'import', file)
    expect(ran.code).toBe(code)
    expect(ran.stderr).toMatch(line)
  })

  it('names a file that it cannot read or write', async () => {
    expect(await client('state', 'import', 'nowhere.json')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: nowhere\.json cannot be read: ENOENT/) as string,
    })
    expect(await client('state', 'export', '/nowhere/x')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: \/nowhere\/x cannot be written: ENOENT/) as string,
    })
  })
})

describe('reset and encrypt', () => {
  it('reset takes the tenant back to the start', async () => {
    await client('use', '5368')
    expect(await client('reset')).toEqual(done(''))
    expect(await ask()).toMatch(/^\{"code":5218/)
  })

  it('login-as puts the phone in a hand, and sign signs for it', async () => {
    expect(await client('login-as', 'wang-wei')).toEqual(done('wang-wei holds the phone\n'))
    const { stdout } = await client('sign')
    expect(JSON.parse(stdout)).toMatchObject({
      rawData: expect.stringContaining('王伟') as string,
      signature: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    })
    expect(await client('login-as', 'nobody')).toMatchObject({ code: 1, stdout: '' })
  })

  it('encrypt makes what a phone would send', async () => {
    const { stdout } = await client('encrypt', '--phone', '13800138000', '--app-id', 'wx1')
    expect(JSON.parse(stdout)).toEqual({
      code: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      encryptedData: expect.stringMatching(/^[\w+/]+=*$/) as string,
      iv: expect.stringMatching(/^[\w+/]{22}==$/) as string,
      sessionKey: expect.stringMatching(/^[\w+/]{22}==$/) as string,
    })
    expect(await client('encrypt', '--person', 'nobody')).toMatchObject({ code: 1, stdout: '' })
  })
})

describe('what a client says when it cannot', () => {
  it('no server', async () => {
    const url = await deadUrl()
    expect(await run(['reset', '--url', url])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: No server answers at ${url} (ECONNREFUSED): is it running?\n`,
    })
  })

  it.each([
    [
      ['reset', '--url', 'nowhere'],
      '--url "nowhere" cannot be: use a URL such as http://127.0.0.1:5013.',
    ],
    [['reset', '--tenant', 'a/b'], '--tenant "a/b" cannot be: use 1 to 64 of A-Z a-z 0-9 . _ -.'],
    [
      ['use', '5000', '--times', '0'],
      '--times "0" cannot be: use a whole number from 1 to 2147483647.',
    ],
  ])('%j', async (args, line) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: `error: ${line}\n` })
  })

  it('a token is needed, and sent', async () => {
    const guarded = await serve(['--memory', '--admin-token', 'open-sesame'])
    const url = ['--url', guarded.ready.url]
    expect(await run(['reset', ...url])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--admin-token') as string,
    })
    expect(await run(['reset', ...url, '--admin-token', 'open-sesame'])).toEqual(done(''))
    const env = { WECHAT_LOGIN_MOCK_URL: guarded.ready.url }
    expect(await run(['cases', '--admin-token', 'wrong'], { env })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('--admin-token') as string,
    })
    await guarded.stop()
  })
})

describe('fixtures check', () => {
  it('good ones', async () => {
    const file = join(folder.path, 'good.yaml')
    await writeFile(file, 'use: { case: "5368" }\n')
    expect(await run(['fixtures', 'check', file])).toEqual(done(`${file}: good\n`))
  })

  it('bad ones: file, line, column, what is allowed', async () => {
    const file = join(folder.path, 'bad.yaml')
    await writeFile(file, 'clock: 2026-01-29T07:00:34Z\nstrubs: []\n')
    const { code, stdout, stderr } = await run(['fixtures', 'check', file])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^error: .*bad\.yaml:2:1: strubs is not known here; did you mean stubs\?\n$/,
    )
  })
})
