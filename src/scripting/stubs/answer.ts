import { defined } from '../../core/defined.ts'
import { casesOf, findCase } from '../../core/catalogue.ts'
import type { Call, Decider, Respond } from '../../core/pipeline.ts'
import {
  DATE,
  LENGTH,
  LONGEST_DELAY_MS,
  type Delay,
  type Headers,
  type Reply,
} from '../../core/wire.ts'
import { mockRefused } from '../notes.ts'
import { answerCase } from '../overrides.ts'
import { problem } from '../problem.ts'
import { amendValue } from './amend.ts'
import type { RawResponse, Stub, StubResponse, DelayPlan } from './stub.ts'
import { fillTemplate } from './template.ts'
import type { Derive } from '../../core/context.ts'

/** Makes a stub's answer. `match` counts this stub's matches from 1, and seeds random values and fakes. */
export const answerStub = (
  call: Call,
  stub: Stub,
  response: StubResponse,
  match: number,
  next: Respond,
): Reply => {
  const decider: Decider = stub.scenario === undefined ? 'stub' : 'scenario'
  const { fields } = response
  if (fields !== undefined) call.amend = (value, operation) => amendValue(operation, value, fields)
  const reply = spoken(call, stub, response, decider, match, next)
  const delay = delayOf(call, stub, response, match)
  if (delay === undefined && response.fault === undefined) return reply
  return {
    ...reply,
    ...(delay === undefined ? {} : { delay }),
    ...(response.fault === undefined ? {} : { fault: response.fault }),
  }
}

const spoken = (
  call: Call,
  stub: Stub,
  response: StubResponse,
  decider: Decider,
  match: number,
  next: Respond,
): Reply => {
  if (response.response !== undefined) {
    call.trace.decider = decider
    // The stub answers, so notes on the route would mislead.
    if (call.refusal !== undefined) call.trace.notes.length = 0
    return rawReply(call, response.response, `${stub.id}/${match}`)
  }
  if (response.case !== undefined) {
    const row = findCase(call.api, response.case)
    const by = `the stub \`${stub.name ?? stub.id}\``
    return answerCase(call, row, decider, by) ?? unknownCase(call, stub, decider, response.case)
  }
  const reply = next(call)
  call.trace.decider = decider
  return reply
}

const unknownCase = ({ api, trace }: Call, stub: Stub, decider: Decider, name: string): Reply => {
  const why = `The stub ${stub.name ?? stub.id} answers with case ${name}, which ${api.name} does not have`
  trace.decider = decider
  trace.notes.push(mockRefused(404, why))
  return problem(404, 'No such case', `${why}.`, {
    api: api.name,
    cases: casesOf(api).map((row) => row.name),
  })
}

const rawReply = (call: Call, raw: RawResponse, salt: string): Reply => {
  const fill = raw.render?.(call, salt) ?? mustache(call, raw, salt)
  return {
    status: raw.status ?? 200,
    ...(raw.statusMessage === undefined ? {} : { reason: headerLine(raw.statusMessage) }),
    headers: rawHeaders(raw, (text) => headerLine(fill(text))),
    body: rawBody(raw, fill),
    basis: 'inferred',
  }
}

const mustache =
  (call: Call, { template }: RawResponse, salt: string) =>
  (text: string): string =>
    template === true ? fillTemplate(text, call, salt) : text

/** Replaces characters that no header can hold, because a template may print them. */
const headerLine = (text: string): string =>
  text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?')
    .trim()

const rawBody = (raw: RawResponse, fill: (text: string) => string): string | Buffer => {
  if (raw.base64Body !== undefined) return Buffer.from(raw.base64Body, 'base64')
  if (raw.jsonBody !== undefined) return fill(JSON.stringify(raw.jsonBody))
  return fill(raw.body ?? '')
}

const rawHeaders = (raw: RawResponse, fill: (text: string) => string): Headers => {
  const given = Object.entries(raw.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, fill(one)] as const),
  )
  const names = new Set(given.map(([name]) => name.toLowerCase()))
  const typed = raw.jsonBody !== undefined && !names.has('content-type')
  return [
    ...(typed ? ([['Content-Type', 'application/json']] as const) : []),
    ...given,
    ...(names.has('date') ? [] : ([['Date', DATE]] as const)),
    ...(names.has('content-length') || names.has('transfer-encoding')
      ? []
      : ([['Content-Length', LENGTH]] as const)),
    ...(names.has('connection') ? [] : ([['Connection', 'keep-alive']] as const)),
  ]
}

const delayOf = (
  call: Call,
  stub: Stub,
  { delay, chunkedDribbleDelay }: StubResponse,
  match: number,
): Delay | undefined =>
  delay === undefined && chunkedDribbleDelay === undefined
    ? undefined
    : defined({
        beforeMs: delay && drawDelay(call.context.derive, delay, stub.id, String(match)),
        dribble: chunkedDribbleDelay,
      })

const RESOLUTION = 2 ** 32

/** Returns the milliseconds of a delay plan. The same seed and the same parts draw the same delay. */
export const drawDelay = (
  derive: Derive,
  plan: DelayPlan,
  ...parts: readonly [string, string]
): number => {
  if (typeof plan === 'number') return plan
  const draw = (which: string) =>
    (derive('delay', ...parts, which).below(RESOLUTION) + 0.5) / RESOLUTION
  const ms =
    plan.type === 'uniform'
      ? plan.lower + draw('u') * (plan.upper - plan.lower)
      : plan.median * Math.exp(plan.sigma * gaussian(draw('u'), draw('v')))
  const most = plan.type === 'lognormal' ? (plan.most ?? LONGEST_DELAY_MS) : LONGEST_DELAY_MS
  return Math.min(LONGEST_DELAY_MS, most, Math.round(ms))
}

/** Draws from the normal distribution (Box–Muller). */
const gaussian = (u: number, v: number): number =>
  Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
