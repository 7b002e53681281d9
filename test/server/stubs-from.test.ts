import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import {
  exchangeLine,
  type RecordedExchange,
  harOf,
} from '../../src/contract/recording/exchange.ts'
import { createConcealer } from '../../src/contract/recording/hide.ts'
import { ask } from '../../src/http/ask.ts'
import { createMockServer } from '../../src/index.ts'
import { fixtureProblems } from '../../src/server/check-options.ts'
import { stubsFrom } from '../../src/server/stubs-from.ts'
import { readVerifyOptions } from '../../src/server/verify/options.ts'
import { runVerify } from '../../src/server/verify/run-verify.ts'
import { alteringServer, withText } from '../support/altering-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'stubs-from-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const exchange = (more: {
  readonly id?: string
  readonly request?: Partial<RecordedExchange['request']>
  readonly response?: Partial<RecordedExchange['response']>
}): RecordedExchange => ({
  id: more.id ?? 'one',
  api: 'small-app-login',
  request: {
    method: 'POST',
    target: '/api/x?a=1',
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from('{"a": 1}'),
    ...more.request,
  },
  response: { status: 200, headers: [['X-A', 'b']], body: Buffer.from('{{x}}'), ...more.response },
})
const jsonl = (exchanges: readonly RecordedExchange[]): string =>
  exchanges.map((one) => `${exchangeLine(one)}\n`).join('')

/** Serves a fixture made of these, asks each again, and gives what came. */
const served = async (recording: string, exchanges: readonly RecordedExchange[]) => {
  const fixture = file('made.yaml', stubsFrom(recording))
  expect(await fixtureProblems([fixture])).toEqual([])
  const mock = await createMockServer({
    fixtures: [fixture],
    allowHosts: ['localhost'],
    cors: false,
  })
  const limits = { timeoutMs: 10_000, maxBytes: 10_000_000 }
  const answers = []
  for (const { request } of exchanges)
    answers.push(
      await ask(
        new URL(mock.url),
        {
          ...request,
          headers: [['Host', 'localhost'], ...request.headers.filter(([name]) => name !== 'Host')],
        },
        limits,
      ),
    )
  await mock.close()
  return answers.map(({ status, headers, body }) => ({
    status,
    headers,
    text: body.toString('latin1'),
  }))
}

it('what verify records of a back end that drifts is answered byte for byte', async () => {
  const server = await alteringServer((answer) =>
    withText(answer, (text) => text.replace('{', '{"drift":1,')),
  )
  const { exchanges } = await runVerify(
    readVerifyOptions(
      {
        target: server.url,
        apis: [],
        cases: [],
        headers: [],
        ignore: [],
        allowWrites: true,
        rate: 10_000,
        timeoutMs: 10_000,
      },
      {},
    ),
  )
  await server.close()
  const conceal = createConcealer((text) => text, { isExample: true })
  const concealed = exchanges.map(conceal)
  const recorded = concealed.map(({ response: { status, body } }) => [
    status,
    body.toString('latin1'),
  ])
  for (const recording of [
    file('all.jsonl', jsonl(concealed)),
    file('all.har', harOf(concealed, { origin: server.url, version: '', at: 0 })),
  ]) {
    const answers = await served(recording, concealed)
    expect(answers.map(({ status, text }) => [status, text])).toEqual(recorded)
  }
}, 60_000)

it('headers come as they were, but those of the connection and the date', async () => {
  const one = exchange({
    response: {
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Transfer-Encoding', 'chunked'],
        ['Date', 'Thu, 29 Jan 2026 07:00:34 GMT'],
        ['X-Powered-By', '{{request.path}}'],
        ['Set-Cookie', 'b=2'],
      ],
    },
  })
  const [answer] = await served(file('headers.jsonl', jsonl([one])), [one])
  expect(answer?.text).toBe('{{x}}')
  expect(answer?.headers.filter(([name]) => name !== 'Date')).toEqual([
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['X-Powered-By', '{{request.path}}'],
    ['Content-Length', '5'],
    ['Connection', 'keep-alive'],
  ])
})

it('the same request again is answered in turn; headers tell others apart; masks stand for anything', async () => {
  const to = (text: string, request: Partial<RecordedExchange['request']> = {}) =>
    exchange({ request, response: { body: Buffer.from(text, 'latin1') } })
  const asked = [
    to('first'),
    to('second'),
    to('xml', {
      headers: [
        ['Content-Type', 'application/json'],
        ['Accept', 'application/xml'],
      ],
    }),
    to('secret', {
      target: '/api/y?token=***1',
      body: Buffer.from('{"token":"Bearer ***1","b":2}'),
    }),
    to('\u00ff\u00fe', { target: '/bytes', body: Buffer.from([0xff, 0xfe]) }),
  ]
  const filled = asked.map((one) =>
    one.request.target.includes('***')
      ? {
          ...one,
          request: {
            ...one.request,
            target: '/api/y?token=abc',
            body: Buffer.from('{"token":"Bearer xyz","b":2}'),
          },
        }
      : one,
  )
  const answers = await served(file('turns.jsonl', jsonl(asked)), [...filled, to('')])
  expect(answers.map(({ text }) => text)).toEqual([
    'first',
    'second',
    'xml',
    'secret',
    '\u00ff\u00fe',
    'second',
  ])
})

it.each([
  ['a.txt', '', '" cannot be read: use a file whose name ends in .har or .jsonl.'],
  [
    'a.har',
    'x',
    ' is no HAR: it must be JSON with log.entries, as browsers and verify --record write it.',
  ],
  [
    'a.har',
    '{"log":{"entries":[{}]}}',
    ' is no HAR: it must be JSON with log.entries, as browsers and verify --record write it.',
  ],
  ['a.har', '{"log":{"entries":[]}}', ' holds no answered request: record some first.'],
  [
    'a.jsonl',
    '\n{"id":"x"}\n',
    ':2 is no exchange: use a file that verify --record or serve --record wrote.',
  ],
  ['a.jsonl', '', ' holds no answered request: record some first.'],
])('%s with %j is refused', (name, text, sentence) => {
  const path = file(name, text)
  expect(() => stubsFrom(path)).toThrow(RangeError)
  expect(() => stubsFrom(path)).toThrow(sentence)
})

it('a file that is not there is refused', () => {
  expect(() => stubsFrom('/nowhere/a.har')).toThrow(
    '"/nowhere/a.har" cannot be read (ENOENT): is the path right?',
  )
})
