import { setTimeout as wait } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { apis as documented } from '../../apis/index.ts'
import { compareAnswers } from '../../contract/compare/compare-answers.ts'
import {
  type RecordedExchange,
  type SentRequest,
  isJsonAnswer,
  type Answer,
} from '../../contract/recording/exchange.ts'
import { planCases, type Planned, type Sent } from '../../contract/verify/plan.ts'
import { summaryOf, type CaseResult, type VerifyReport } from '../../contract/verify/result.ts'
import { ask, AskError } from '../../http/ask.ts'
import { realNow } from '../../world/clock.ts'
import { shipped } from '../package-files.ts'
import type { VerifyOptions } from './options.ts'
import { restorerOf, sentRequest } from './sent-request.ts'
import type { MockClient } from '../../client/index.ts'
import { createMockServer, type MockServer } from '../server.ts'

/** Largest answer of the back end, in bytes. */
const MOST_BYTES = 16 * 1024 * 1024
/** After this many unanswered requests in a row, no further request is sent. */
const MOST_FAILURES = 5

/** The report, and the exchanges with the example's values in place of real ones. */
export interface Verified {
  readonly report: VerifyReport
  readonly exchanges: readonly RecordedExchange[]
}

/**
 * Sends the cases to the back end and to a mock that it starts, and compares the answers. Stops the mock at
 * the end. Calls `progress` before each case.
 */
export const runVerify = async (
  options: VerifyOptions,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<Verified> => {
  const plan = planCases(documented, options.wanted, options.values)
  const started = realNow()
  const mocks = await openMocks(options.target)
  try {
    const exchanges: RecordedExchange[] = []
    const check = createCheck(options, mocks, (exchange) => exchanges.push(exchange))
    const results: CaseResult[] = []
    for (const [done, planned] of plan.entries()) {
      progress(done, plan.length)
      results.push(...(await check(planned)))
    }
    const report = {
      target: options.target.href,
      version: shipped().version,
      startedAt: new Date(started).toISOString(),
      summary: summaryOf(results),
      results,
    }
    return { report, exchanges }
  } finally {
    await mocks.close()
  }
}

type Format = CaseResult['format']

const createCheck = (
  options: VerifyOptions,
  mocks: Mocks,
  keep: (exchange: RecordedExchange) => void,
) => {
  const { target, headers, timeoutMs, allowWrites, ignored, rate } = options
  let next = 0
  let failures = 0
  let gone: string | undefined

  const resultOf = (
    { api, operation, row }: Planned,
    format: Format,
    rest: Pick<CaseResult, 'result'> & Partial<CaseResult>,
  ): CaseResult => ({
    case: `${api.name}/${row.name}`,
    api: api.name,
    operation: operation.name,
    format,
    ...rest,
    drifts: rest.drifts ?? [],
    durationMs: rest.durationMs ?? 0,
  })

  const turn = async (): Promise<void> => {
    const now = performance.now()
    if (next > now) await wait(next - now)
    next = Math.max(now, next) + 1000 / rate
  }

  const checkIn = async (planned: Sent, format: Format): Promise<CaseResult> => {
    const could = (reason: string): CaseResult =>
      resultOf(planned, format, { result: 'could-not-check', reason })
    if (gone !== undefined) return { ...could(gone), unanswered: true }
    const request = sentRequest(planned.mock, target.host, format)
    const trial = await mocks.tryOut(planned, request)
    if (trial.problem !== undefined) return could(trial.problem)
    if (!allowWrites && (trial.writes || isWrite(planned)))
      return could('it changes the back end’s data: give --allow-writes to send it')
    const asked = sentRequest(planned.target, target.host, format, headers)
    await turn()
    const since = performance.now()
    try {
      const heard = await ask(target, asked, { timeoutMs, maxBytes: MOST_BYTES })
      failures = 0
      const durationMs = Math.round(performance.now() - since)
      const answered = await mocks.answer(planned, request)
      if (answered.problem !== undefined) return could(answered.problem)
      const restored = restorerOf(planned, options)(heard)
      const drifts = compareAnswers(answered.answer, restored, {
        readXml: planned.api.dialect.readXml,
        ignored: ignored(planned.api),
        sent: textOf(request),
      })
      keep(exchangeOf(planned, format, request, restored))
      const result = drifts.length === 0 ? 'same' : 'drift'
      return resultOf(planned, format, { result, drifts, durationMs })
    } catch (error) {
      if (!(error instanceof AskError)) throw error
      const why = `the back end ${error.message}`
      failures++
      if (error.isAbsent || failures >= MOST_FAILURES) gone = `${why}; the rest was not sent`
      return { ...could(why), unanswered: true }
    }
  }

  return async (planned: Planned): Promise<readonly CaseResult[]> => {
    if (planned.kind !== 'send')
      return [resultOf(planned, 'json', { result: planned.kind, reason: planned.reason })]
    const plain = await checkIn(planned, 'json')
    const inXml = planned.api.dialect.readXml !== undefined && mocks.isJson(planned)
    return inXml ? [plain, await checkIn(planned, 'xml')] : [plain]
  }
}

/**
 * Returns whether a case counts as writing. A successful call, such as a login, may change data of the back
 * end even if the mock changes nothing.
 */
const isWrite = ({ row, operation }: Pick<Sent, 'row' | 'operation'>): boolean =>
  row.kind === 'success' && operation.method !== 'GET'

const textOf = ({ target, headers, body }: RecordedExchange['request']): string =>
  [
    decodeURIComponent(target.replace(/%(?![\da-f]{2})/gi, '%25')),
    ...headers.flat(),
    String(body),
  ].join('\n')

const exchangeOf = (
  { api, row, world, strict }: Sent,
  format: Format,
  request: RecordedExchange['request'],
  response: RecordedExchange['response'],
): RecordedExchange => ({
  id: `${api.name}/${row.name}${format === 'xml' ? '.xml' : ''}`,
  api: api.name,
  case: row.name,
  ...(world === undefined ? {} : { world }),
  ...(strict ? { strict } : {}),
  request,
  response: { status: response.status, headers: response.headers, body: response.body },
})

/** Returns the file that keeps the failed cases of the last run against a back end: names, no answers. */
const fileOf = (target: URL): string => {
  const cache = process.env['XDG_CACHE_HOME'] ?? ''
  const name = createHash('sha256').update(target.href).digest('hex').slice(0, 32)
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'wechat-login-mock/verify', name)
}

/**
 * Returns the cases that drifted or got no answer in the last run. Returns undefined if there was no run, or
 * if its file cannot be read.
 */
export const lastFailed = (target: URL): readonly string[] | undefined => {
  try {
    const kept = JSON.parse(readFileSync(fileOf(target), 'utf8')) as unknown
    return Array.isArray(kept) && kept.every((one) => typeof one === 'string') ? kept : undefined
  } catch {
    return undefined
  }
}

/** Keeps the failed cases for `--failed` of the next run. Ignores a folder that cannot be written. */
export const keepFailed = (target: URL, { results }: VerifyReport): void => {
  const failed = results.filter(
    ({ result, unanswered = false }) => result === 'drift' || unanswered,
  )
  try {
    const file = fileOf(target)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify([...new Set(failed.map((one) => one.case))]), {
      mode: 0o600,
    })
  } catch {
    // The cache folder cannot be written, so the next run cannot use --failed.
  }
}

/** The mock's answer to a request, or why the answer is not the expected case. */
type MockAnswer =
  { readonly problem: string } | { readonly problem?: undefined; readonly answer: Answer }

/** The mocks that a back end is compared with. */
interface Mocks {
  /** Sends the request in a world of its own. `writes`: the request changed that world. */
  tryOut(planned: Sent, request: SentRequest): Promise<MockAnswer & { readonly writes: boolean }>
  /** Sends the request in a world with the effects of all earlier requests, as at the back end. */
  answer(planned: Sent, request: SentRequest): Promise<MockAnswer>
  /** Returns whether the trial's answer was JSON, so that XML can be requested, too. */
  isJson(planned: Sent): boolean
  close(): Promise<void>
}

const ASKING = { timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 }

/** Starts the mocks in memory, on free loopback ports. The strict mock is started only when needed. */
const openMocks = async (target: URL): Promise<Mocks> => {
  const start = (strict: boolean): Promise<MockServer> =>
    createMockServer({ strict, allowHosts: [target.hostname], cors: false })
  const lenient = await start(false)
  let strict: Promise<MockServer> | undefined
  const serverFor = (planned: Sent): Promise<MockServer> | MockServer =>
    planned.strict ? (strict ??= start(true)) : lenient
  const untouched = JSON.stringify(await lenient.tenant('untouched').world.get())
  const inJson = new Set<Sent>()
  let trials = 0

  const respond = async (
    planned: Sent,
    request: SentRequest,
    server: MockServer,
    client: MockClient,
  ): Promise<MockAnswer> => {
    // Makes the tenant: a request that no operation answers does not make it, and would leave no journal.
    await client.world.patch(planned.world ?? {})
    const answer = await ask(
      new URL(server.url),
      { ...request, headers: [...request.headers, ['X-Mock-Tenant', client.tenantKey ?? '']] },
      ASKING,
    )
    const [entry] = await client.requests.list({ limit: 1 })
    const given = entry?.mock.case ?? 'none'
    return given.endsWith(`/${planned.row.name}`)
      ? { answer }
      : { problem: `the mock itself answers ${given} to it after what was sent before` }
  }

  return {
    tryOut: async (planned, request) => {
      const server = await serverFor(planned)
      await using client = server.tenant(`trial-${++trials}`)
      const before = planned.world === undefined ? untouched : undefined
      const tried = await respond(planned, request, server, client)
      if (tried.problem === undefined && isJsonAnswer(tried.answer)) inJson.add(planned)
      const writes = before !== undefined && JSON.stringify(await client.world.get()) !== before
      return { ...tried, writes }
    },
    answer: async (planned, request) => {
      const server = await serverFor(planned)
      if (planned.world === undefined)
        return await respond(planned, request, server, server.tenant('main'))
      await using client = server.tenant(`own-${++trials}`)
      return await respond(planned, request, server, client)
    },
    isJson: (planned) => inJson.has(planned),
    close: async () => {
      await lenient.close()
      await (await strict)?.close()
    },
  }
}
