import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deadUrl, run, scratchFolder, type Ran } from '../support/command.ts'
import {
  alteringServer,
  withText,
  type Alter,
  type AlteringServer,
} from '../support/altering-server.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string }

let folder: Awaited<ReturnType<typeof scratchFolder>>
let drifting: AlteringServer
beforeAll(async () => {
  folder = await scratchFolder()
  drifting = await alteringServer((answer, { url }) =>
    url?.includes('WxSmallApp') === true
      ? withText(answer, (text) => text.replace('"userstate"', '"userState"'))
      : answer,
  )
})
afterAll(async () => {
  await drifting.close()
  await folder.remove()
})

const file = (name: string, text?: string): string => {
  const path = join(folder.path, name)
  if (text !== undefined) writeFileSync(path, text)
  return path
}

const verify = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  run(['verify', '--rate', '10000', ...args], {
    env: { XDG_CACHE_HOME: folder.path, ...env },
    cwd: folder.path,
  })

const refused = [
  ['no target', [], '--target is missing: name the back end, such as https://api.example.com.'],
  [
    'a target that is no URL of http',
    ['--target', 'ftp://a'],
    '--target "ftp://a" cannot be: use a URL of http or https, such as https://api.example.com.',
  ],
  [
    'a target with a password',
    ['--target', 'http://a:b@c'],
    '--target must not hold a name or a password: send them with --header, such as --header "Authorization=Basic ${CREDENTIALS}".',
  ],
  [
    'a target with a query',
    ['--target', 'http://c/?a=1'],
    '--target must end with its path: the cases bring their own query.',
  ],
  [
    'an unknown API',
    ['--api', 'small-app-logon'],
    '--api: there is no API "small-app-logon"; did you mean small-app-login?',
  ],
  [
    'an unknown case',
    ['--case', 'code-emty'],
    '--case: no API has no case "code-emty"; did you mean code-empty?',
  ],
  [
    'a case of another API',
    ['--api', 'small-app-login', '--case', '5218'],
    '--case: small-app-login has no case "5218": `cases` lists them.',
  ],
  [
    'a header without a value',
    ['--header', 'X-A'],
    '--header "X-A" cannot be: write Name=value, such as --header "X-Gateway-Key=${GATEWAY_KEY}".',
  ],
  [
    'a header with a line end',
    ['--header', 'X-A=b\r\nX-B: c'],
    '--header "X-A" cannot be: write Name=value, such as --header "X-Gateway-Key=${GATEWAY_KEY}".',
  ],
  [
    'a variable that is not there',
    ['--header', 'X-A=${NO_SUCH_VARIABLE}'],
    '--header X-A names ${NO_SUCH_VARIABLE}, which the environment does not have.',
  ],
  [
    'an ignored part of no API',
    ['--ignore', 'Server'],
    '--ignore "Server" cannot be: write <api>:<header|path>, such as small-app-login:X-Powered-By.',
  ],
  [
    'a recording of another format',
    ['--record', 'a.txt'],
    '--record "a.txt" cannot be: use a file whose name ends in .jsonl or .har.',
  ],
  [
    'an output that cannot be written',
    ['--output', '/nowhere/report.txt'],
    '--output "/nowhere/report.txt" cannot be written (ENOENT): use a file in a folder of yours.',
  ],
  [
    'a recording that cannot be written',
    ['--record', '/nowhere/a.har'],
    '--record "/nowhere/a.har" cannot be written (ENOENT): use a file in a folder of yours.',
  ],
  [
    'a rate of nothing',
    ['--rate', '0'],
    '--rate "0" cannot be: use a whole number from 1 to 10000.',
  ],
  [
    'another format',
    ['--format', 'xml'],
    '--format "xml" cannot be: use pretty or json or junit or sarif or markdown.',
  ],
  [
    'a first run of --failed',
    ['--failed', '--target', 'http://127.0.0.1:1'],
    '--failed: no run against this back end is remembered: run without --failed first.',
  ],
  [
    'values that are not there',
    ['--values', '/nowhere/values.yaml'],
    '--values "/nowhere/values.yaml" cannot be read (ENOENT): name a YAML file with values.',
  ],
] as const

// One process each takes half a second: the program itself is asked, as src/cli/main.ts asks it.
it.each(refused)('%s is refused, and nothing is sent', async (_what, args, sentence) => {
  const { createProgram } = await import('../../src/cli/program.ts')
  const target =
    args.some((one) => one === '--target') || args.length === 0 ? [] : ['--target', drifting.url]
  const before = drifting.requests.length
  const code = createProgram(() => undefined).parseAsync([
    'node',
    'x',
    'verify',
    ...target,
    ...args,
  ])
  await expect(code).rejects.toMatchObject({ name: 'Error', message: sentence })
  expect(drifting.requests).toHaveLength(before)
})

it.each([
  ['small-app-login: { cod: a }', 'small-app-login has no field "cod"; did you mean code?'],
  [
    'small-app-logon: { code: a }',
    'there is no API "small-app-logon"; did you mean small-app-login?',
  ],
  [
    'small-app-login/code-emty: { code: a }',
    'small-app-login has no case "code-emty"; did you mean code-empty?',
  ],
  [
    'wechat-platform/appid-missing: { refresh_token: a }',
    'wechat-platform/appid-missing has no field "refresh_token": use one of appid, secret, js_code, grant_type.',
  ],
  [
    'small-app-login: { code: [a] }',
    'small-app-login: code must be a text, a number, true, false or null.',
  ],
  ['small-app-login: a', 'small-app-login must hold fields with their values.'],
  ['- a', 'it must hold names of APIs, or of cases (<api>/<case>), with fields below them.'],
  ['small-app-login: { code: "${SHORT}" }', undefined],
])('values %s are refused', async (text, sentence) => {
  const { readVerifyOptions } = await import('../../src/server/verify/options.ts')
  const values = file('values.yaml', text)
  const written = { target: drifting.url, values, apis: [], cases: [], headers: [], ignore: [] }
  const rest = { allowWrites: false, rate: 1, timeoutMs: 1 }
  const wanted =
    sentence === undefined
      ? `--values ${JSON.stringify(values)} names \${SHORT}, which is shorter than 4 characters and could not be hidden: write it in plain, or use a longer one.`
      : `--values ${JSON.stringify(values)}: ${sentence}`
  expect(() => readVerifyOptions({ ...written, ...rest }, { SHORT: 'abc' })).toThrow(
    new RangeError(wanted),
  )
})

it('stubs from what is no recording is refused', async () => {
  const { createProgram } = await import('../../src/cli/program.ts')
  const har = file('none.har', '{"log":1}')
  const code = createProgram(() => undefined).parseAsync(['node', 'x', 'stubs', 'from', har])
  await expect(code).rejects.toMatchObject({
    message: `${har} is no HAR: it must be JSON with log.entries, as browsers and verify --record write it.`,
  })
})

it('a bad target ends with 2 and one sentence', async () => {
  expect(await verify(['--target', 'localhost:1'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: --target "localhost:1" cannot be: use a URL of http or https, such as https://api.example.com.\n',
  })
})

it('prints its table, exits with 1, and --failed asks again for what drifted', async () => {
  const args = ['--target', drifting.url, '--api', 'small-app-login', '--case', 'code-empty']
  expect(await verify([...args, '--case', 'unsupported-media-type'])).toEqual({
    code: 1,
    stderr: '',
    stdout: `${drifting.url}/ against wechat-login-mock ${version}

case                                          result  kind           where      mock    back end
small-app-login/code-empty                    drift   field-removed  userstate  null    (none)
                                                      field-added    userState  (none)  null
small-app-login/code-empty (XML)              same
small-app-login/unsupported-media-type        same
small-app-login/unsupported-media-type (XML)  same

3 same, 1 drift, 0 could not be checked, 0 not reproducible.
`,
  })
  const again = await verify(['--target', drifting.url, '--failed', '--format', 'json'])
  const { results } = JSON.parse(again.stdout) as { results: readonly { case: string }[] }
  expect(results.map((one) => one.case)).toEqual([
    'small-app-login/code-empty',
    'small-app-login/code-empty',
  ])
})

const text =
  (from: string, to: string): Alter =>
  (answer) =>
    withText(answer, (body) => body.replace(from, to))

/** A way to drift by the code that is answered, and two not to answer. */
const ways: Readonly<Record<string, Alter>> = {
  5013: (answer) => ({ ...answer, status: 500 }),
  5015: (answer) => ({ ...answer, headers: answer.headers.toReversed() }),
  5023: text(',"extMsg":null', ''),
  5032: text('token 验证失败', 'token失效'),
  5106: (answer) => ({
    ...answer,
    headers: answer.headers.map(([name, value]) => [
      name,
      name === 'Content-Type' ? 'application/json;charset=UTF-8' : value,
    ]),
  }),
  5115: (answer) => ({ ...answer, headers: answer.headers.filter(([name]) => name !== 'Server') }),
  5218: text('"msg"', '"message"'),
  5372: text('"code":5372', '"code":"5372"'),
  5420: text('"code":5420,"msg":"签名验证失败"', '"msg":"签名验证失败","code":5420'),
  5550: text('{', '{ '),
  6084: () => 'cut',
  6085: () => 'never',
}

it('prints a table of every way to drift', async () => {
  const server = await alteringServer((answer, request) => {
    const [, code = ''] = /"code":(\d+)/.exec(String(answer.body)) ?? []
    return ways[code]?.(answer, request) ?? answer
  })
  const { code, stdout } = await verify([
    ...['--target', server.url, '--timeout', '2000', '--api', 'offiaccount-auth-login'],
    ...[...Object.keys(ways), 'success'].flatMap((name) => ['--case', name]),
  ])
  await server.close()
  expect(code).toBe(1)
  expect(`\n${stdout.split('\n').slice(2).join('\n')}`).toBe(`
case                            result           kind           where         mock                                              back end
offiaccount-auth-login/5013     drift            status                       200                                               500
offiaccount-auth-login/5015     drift            header         order         Server, Date, Content-Type, Transfer-Encoding, …  Connection, Transfer-Encoding, Content-Type, Da…
offiaccount-auth-login/5023     drift            field-removed  extMsg        null                                              (none)
offiaccount-auth-login/5032     drift            value          msg           token 验证失败                                    token失效
offiaccount-auth-login/5106     drift            content-type   Content-Type  application/json                                  application/json;charset=UTF-8
offiaccount-auth-login/5115     drift            header         Server        nginx                                             (none)
offiaccount-auth-login/5218     drift            field-removed  msg           请输入appid                                       (none)
                                                 field-added    message       (none)                                            请输入appid
offiaccount-auth-login/5372     drift            type           code          number                                            string
offiaccount-auth-login/5420     drift            order                        code, msg, data, extMsg                           msg, code, data, extMsg
offiaccount-auth-login/5550     drift            bytes                        {"code":5550,"msg":"请输入签名","data"…           { "code":5550,"msg":"请输入签名","data…
offiaccount-auth-login/6084     could-not-check  the back end cut the connection (ECONNRESET)
offiaccount-auth-login/6085     could-not-check  the back end gave no whole answer within 2000 ms
offiaccount-auth-login/success  could-not-check  it changes the back end’s data: give --allow-writes to send it

0 same, 10 drift, 3 could not be checked, 0 not reproducible.
`)
})

it('writes the report and the recording to files', async () => {
  const [report, har] = [file('report'), file('record.har')]
  const args = ['--target', drifting.url, '--case', 'offiaccount-auth-login/5218']
  const ran = await verify([...args, '--format', 'markdown', '--output', report, '--record', har])
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(report, 'utf8')).toBe(
    `## ${drifting.url}/ against wechat-login-mock ${version}\n\n1 same, 0 drift, 0 could not be checked, 0 not reproducible.\n\n### Same\n\n\`offiaccount-auth-login/5218\`\n`,
  )
  const { log } = JSON.parse(readFileSync(har, 'utf8')) as {
    log: { entries: readonly { response: { content: { text: string } } }[] }
  }
  expect(log.entries[0]?.response.content.text).toContain('"code":5218')
})

it('exits with 3 where nothing could be checked', async () => {
  const { code, stdout } = await verify(['--target', await deadUrl(), '--case', '5218'])
  expect(code).toBe(3)
  expect(stdout).toContain('the back end is not there (ECONNREFUSED): nothing listens')
})
