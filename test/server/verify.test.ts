import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, exchangeLine, harOf } from '../../src/contract/recording/exchange.ts'
import { createConcealer } from '../../src/contract/recording/hide.ts'
import { printReport } from '../../src/contract/verify/report.ts'
import { reportFormats, exitCodeOf } from '../../src/contract/verify/result.ts'
import { readVerifyOptions, type WrittenVerifyOptions } from '../../src/server/verify/options.ts'
import { runVerify, type Verified } from '../../src/server/verify/run-verify.ts'
import { runParity } from '../parity/run-parity.ts'
import {
  alteringServer,
  withText,
  type Alter,
  type AlteringServer,
} from '../support/altering-server.ts'
import { deadUrl } from '../support/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'verify-'))
const open: AlteringServer[] = []
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await Promise.all(open.map((server) => server.close()))
})

const altering = async (
  alter?: Alter,
  options?: Parameters<typeof alteringServer>[1],
): Promise<AlteringServer> => {
  const server = await alteringServer(alter, options)
  open.push(server)
  return server
}

const plainly = {
  apis: [],
  cases: [],
  headers: [],
  ignore: [],
  allowWrites: false,
  rate: 10_000,
  timeoutMs: 10_000,
}

const run = (
  target: string,
  more: Partial<WrittenVerifyOptions> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Verified> => runVerify(readVerifyOptions({ ...plainly, target, ...more }, environment))

/** What came of each case: its drifts, or why it was not checked. */
const told = ({ report }: Verified): readonly string[] =>
  report.results.map(
    ({ case: name, format, result, drifts, reason }) =>
      `${name}${format === 'xml' ? ' XML' : ''} ${result}${drifts.map(({ kind, path }) => ` ${kind}(${path})`).join('')}${reason === undefined ? '' : ` ${reason}`}`,
  )

const recorded = ({ exchanges }: Verified, name: string): string => {
  const file = join(folder, name)
  const conceal = createConcealer((text) => text, { isExample: true })
  writeFileSync(file, exchanges.map((one) => `${exchangeLine(conceal(one))}\n`).join(''))
  return file
}

describe('against the mock itself on another port', () => {
  let verified: Verified
  beforeAll(async () => {
    verified = await run((await altering()).url, { allowWrites: true })
  }, 60_000)

  it('nothing drifts, in any dialect, in JSON and XML', () => {
    const { summary, results } = verified.report
    expect(results.filter(({ result }) => result === 'drift')).toEqual([])
    expect(summary.same).toBeGreaterThan(120)
    expect(exitCodeOf(verified.report)).toBe(0)
    const same = results.filter(({ result }) => result === 'same')
    expect(new Set(same.map(({ api }) => api)).size).toBe(6)
    expect(same.map(({ case: name, format }) => `${name} ${format}`)).toEqual(
      expect.arrayContaining(['app-authorization/success json', 'app-authorization/success xml']),
    )
  })

  it('tells of each other case why not', () => {
    const others = verified.report.results.filter(({ result }) => result !== 'same')
    expect(others.filter(({ reason = '' }) => reason === '')).toEqual([])
    expect(told(verified)).toEqual(
      expect.arrayContaining([
        'app-authorization/documented not-reproducible no input and no world causes it',
        "small-app-login/code-used could-not-check it needs a state: the world's code has `error` 40163; give fields that meet it under this case’s name in --values",
      ]),
    )
  })

  it('what it records passes parity', async () => {
    const printed: string[] = []
    const code = await runParity([recorded(verified, 'same.jsonl')], (line) => printed.push(line))
    expect({ code, printed }).toEqual({
      code: 0,
      printed: [`${verified.report.summary.same} passed, 0 failed`],
    })
  }, 60_000)
})

describe('against a server that drifts', () => {
  const api = 'small-app-login'
  const once = async (
    name: string,
    change: (answer: Answer) => Answer,
  ): Promise<readonly string[]> => {
    const server = await altering(change)
    const verified = await run(server.url, { apis: [api], cases: [name] })
    expect(exitCodeOf(verified.report)).toBe(1)
    return told(verified).filter((line) => !line.includes(' XML '))
  }
  const text = (from: string | RegExp, to: string) => (answer: Answer) =>
    withText(answer, (body) => body.replace(from, to))

  it.each<[string, (answer: Answer) => Answer, string]>([
    ['another status', (answer) => ({ ...answer, status: 201 }), 'status()'],
    [
      'headers in another order',
      (answer) => ({ ...answer, headers: [...answer.headers].reverse() }),
      'header(order)',
    ],
    [
      'another media type',
      (answer) => ({
        ...answer,
        headers: answer.headers.map(([name, value]) =>
          name === 'Content-Type' ? [name, 'text/json'] : [name, value],
        ),
      }),
      'content-type(Content-Type)',
    ],
    ['a member missing', text(/"luk":[^,]*,/, ''), 'field-removed(luk)'],
    ['a member more', text('{', '{"extra":1,'), 'field-added(extra)'],
    [
      'a member renamed',
      text('"userstate"', '"userState"'),
      'field-removed(userstate) field-added(userState)',
    ],
    [
      'another type',
      text('"RequireBindPhone":false', '"RequireBindPhone":"false"'),
      'type(RequireBindPhone)',
    ],
    ['another value', text('code', 'Code'), 'value(ErrorMessage)'],
    ['another order', text(/^\{("\w+":[^,]*),("\w+":[^,]*),/, '{$2,$1,'), 'order()'],
    ['one byte', text('{', '{ '), 'bytes()'],
  ])('%s', async (_what, change, drift) => {
    expect(await once('code-empty', change)).toEqual([`${api}/code-empty drift ${drift}`])
  })

  it('in XML', async () => {
    const server = await altering(text(/<luk[^>]*\/>/, ''))
    expect(told(await run(server.url, { apis: [api], cases: ['code-empty'] }))).toEqual([
      `${api}/code-empty same`,
      `${api}/code-empty XML drift field-removed(LuiLukLoginReturnDto.luk)`,
    ])
  })

  it('what drifts in a recording fails parity, too', async () => {
    const server = await altering(text('code', 'Code'))
    const verified = await run(server.url, { apis: [api], cases: ['code-empty'] })
    const printed: string[] = []
    const file = recorded(verified, 'drift.jsonl')
    expect(await runParity([file], (line) => printed.push(line))).toBe(1)
    expect(printed.at(-1)).toBe('0 passed, 2 failed')
    expect(printed.join('\n')).toContain('value ErrorMessage: expected ')
  })
})

describe('against a server that does not answer', () => {
  const only = { apis: ['small-app-login'], cases: ['code-empty', 'malformed-body', 'null-body'] }

  it('one that is slow is not waited for', async () => {
    const server = await altering(() => 'never')
    const verified = await run(server.url, { ...only, cases: ['code-empty'], timeoutMs: 50 })
    expect(told(verified)).toEqual([
      'small-app-login/code-empty could-not-check the back end gave no whole answer within 50 ms',
      'small-app-login/code-empty XML could-not-check the back end gave no whole answer within 50 ms',
    ])
    expect(exitCodeOf(verified.report)).toBe(3)
  })

  it('one that cuts its connections is given up after a few', async () => {
    const server = await altering(() => 'cut')
    const verified = await run(server.url, only)
    const why = 'the back end cut the connection (ECONNRESET)'
    expect(verified.report.results.map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 5 }, () => why),
      `${why}; the rest was not sent`,
    ])
    expect(server.requests).toHaveLength(5)
    expect(exitCodeOf(verified.report)).toBe(3)
  })

  it('one that is not there is asked once', async () => {
    const verified = await run(await deadUrl(), only)
    expect(verified.report.results.map(({ reason = '' }) => reason)).toEqual([
      'the back end is not there (ECONNREFUSED): nothing listens',
      ...Array.from(
        { length: 3 },
        () => 'the back end is not there (ECONNREFUSED): nothing listens; the rest was not sent',
      ),
    ])
  })

  it('one answer that is cut short does not keep the others from being compared', async () => {
    let count = 0
    const server = await altering((answer) => (++count === 1 ? 'cut' : answer))
    expect(told(await run(server.url, { ...only, cases: ['code-empty', 'null-body'] }))).toEqual([
      'small-app-login/code-empty could-not-check the back end cut the connection (ECONNRESET)',
      'small-app-login/code-empty XML same',
      'small-app-login/null-body same',
      'small-app-login/null-body XML same',
    ])
  })
})

it('sends nothing that changes data unless it may', async () => {
  const server = await altering()
  const why = 'it changes the back end’s data: give --allow-writes to send it'
  const verified = await run(server.url, { cases: ['success'] })
  expect(verified.report.results.map(({ reason }) => reason)).toEqual(
    verified.report.results.map(() => why),
  )
  expect(server.requests).toEqual([])
})

it('follows no redirect', async () => {
  const elsewhere = await altering()
  const server = await altering((answer) => ({
    ...answer,
    status: 302,
    headers: [['Location', elsewhere.url], ...answer.headers],
  }))
  const [line] = told(await run(server.url, { cases: ['small-app-login/code-empty'] }))
  expect(line).toBe('small-app-login/code-empty drift status() header(Location)')
  expect(elsewhere.requests).toEqual([])
})

it('what is ignored is no drift', async () => {
  const server = await altering((answer) => ({
    ...withText(answer, (text) => text.replace('{', '{"extra":{"a":1},')),
    headers: [
      ...withText(answer, (text) => text.replace('{', '{"extra":{"a":1},')).headers,
      ['X-Gateway', 'a'],
    ],
  }))
  const cases = ['small-app-login/code-empty']
  expect(told(await run(server.url, { cases }))[0]).toContain('drift')
  const ignore = ['small-app-login:x-gateway', 'small-app-login:extra']
  expect(told(await run(server.url, { cases, ignore }))[0]).toBe('small-app-login/code-empty same')
})

describe('with values of its own', () => {
  const environment = {
    REAL_SECRET: 'S3cret/of+the=domain',
    REAL_CODE: '0a1RealCodeOfAPerson中文',
    GATEWAY: 'gateway-key-"quoted"',
  }
  const values = (text: string): string => {
    const file = join(folder, 'values.yaml')
    writeFileSync(file, text)
    return file
  }
  /** Repeats what it was sent, and shows its gateway's key in a header. */
  const echoing = async () =>
    altering((answer, request) => ({
      ...withText(answer, (text) =>
        text.replace(
          '"extMsg":null',
          `"extMsg":${JSON.stringify(decodeURIComponent(request.url ?? ''))}`,
        ),
      ),
      headers: [
        ...answer.headers,
        ['X-Echo', encodeURIComponent(String(request.headers['x-gateway-key']))],
      ],
    }))

  it('sends them signed, and compares with the example', async () => {
    const server = await altering(undefined, {
      fixtures: [
        { world: { userDomains: [{ userDomain: 'C.DM.777.7', secret: environment.REAL_SECRET }] } },
      ],
    })
    const file = values(
      'offiaccount-auth-login:\n  userDomain: C.DM.777.7\n  appId: wxffffffffffffffff\n  code: ${REAL_CODE}\n  secret: ${REAL_SECRET}\n',
    )
    const cases = [
      'offiaccount-auth-login/success',
      'offiaccount-auth-login/5420',
      'offiaccount-auth-login/5372',
    ]
    const verified = await run(server.url, { values: file, cases, allowWrites: true }, environment)
    expect([...told(verified)].sort()).toEqual(cases.map((name) => `${name} same`).sort())
    const code = `code=${encodeURIComponent(environment.REAL_CODE)}`
    expect(server.requests.filter(({ head }) => head.url?.includes(code))).toHaveLength(2)
    expect(server.requests.every(({ head }) => !head.url?.includes('secret'))).toBe(true)
  })

  it('checks a case whose state the back end has', async () => {
    const server = await altering(undefined, {
      fixtures: [{ world: { userDomains: [{ userDomain: 'C.DM.888.8', status: 'disabled' }] } }],
    })
    const file = values('offiaccount-auth-login/5104: { userDomain: C.DM.888.8 }\n')
    const verified = await run(server.url, { values: file, cases: ['5104'] })
    expect(told(verified)).toEqual(['offiaccount-auth-login/5104 same'])
    const printed: string[] = []
    await runParity([recorded(verified, 'state.jsonl')], (line) => printed.push(line))
    expect(printed).toEqual(['1 passed, 0 failed'])
  })

  it('a target that cannot be is shown as it was written', () => {
    const target = '${GATEWAY}'
    expect(() => readVerifyOptions({ ...plainly, target }, environment)).toThrow(
      '--target "${GATEWAY}" cannot be',
    )
  })

  it('shows nothing of the environment, in no output and no recording', async () => {
    const server = await echoing()
    const file = values('offiaccount-auth-login:\n  code: ${REAL_CODE}\n  secret: ${REAL_SECRET}\n')
    const written = {
      target: server.url,
      apis: ['offiaccount-auth-login'],
      cases: ['5218', '5420', '5013'],
      values: file,
      headers: ['X-Gateway-Key=${GATEWAY}', 'Authorization=Bearer plain-but-secret'],
      ignore: [],
      allowWrites: false,
      rate: 10_000,
      timeoutMs: 10_000,
    }
    const options = readVerifyOptions(written, environment)
    const { report, exchanges } = await runVerify(options)
    expect(report.summary.drift).toBeGreaterThan(0)
    const conceal = createConcealer(options.hide, { isExample: true })
    const concealed = exchanges.map(conceal)
    const outputs = [
      ...reportFormats.map((format) => printReport(report, format, options.hide)),
      ...concealed.map(exchangeLine),
      ...concealed.map(
        ({ request, response }) =>
          `${request.target}${String(request.body)}${JSON.stringify(response.headers)}${String(response.body)}`,
      ),
      harOf(concealed, { origin: server.url, version: '', at: 0 }),
    ]
    const secrets = [...Object.values(environment), 'plain-but-secret'].flatMap((one) => [
      one,
      encodeURIComponent(one),
      JSON.stringify(one).slice(1, -1),
      Buffer.from(one).toString('base64'),
    ])
    for (const output of outputs)
      for (const secret of secrets)
        expect(output.includes(secret), `${secret} in ${output}`).toBe(false)
    // They were sent all the same.
    const [first] = server.requests
    expect(first?.head.headers['x-gateway-key']).toBe(environment.GATEWAY)
    expect(first?.head.headers.authorization).toBe('Bearer plain-but-secret')
  })
})
