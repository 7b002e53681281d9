import { parseAnswers, type RawAnswer } from './raw-answer.ts'
import type { Conversation } from './raw-conversation.ts'
import { showBytes, showParting } from './show.ts'
import type { SpringExchange } from './spring-exchange.ts'

/** Whether the recorded answer has no head, because the request was HTTP/0.9. */
export const isHeadless = ({ response }: SpringExchange): boolean =>
  !response.toString('latin1', 0, 5).startsWith('HTTP/')

/** Returns all differences between a conversation and the recorded one, in readable form. */
export const differencesOf = (
  exchange: SpringExchange,
  actual: Conversation,
): readonly string[] => {
  const expected = parseAnswers(
    exchange.response,
    { method: exchange.method, headless: isHeadless(exchange) },
    true,
  )
  const differences: string[] = []
  const check = (what: string, wanted: string, is: string) => {
    if (wanted !== is)
      differences.push(`    ${what}: expected ${wanted}\n    ${what}: actual   ${is}`)
  }
  check('answers', String(expected.answers.length), String(actual.answers.length))
  check('connection', exchange.connection, actual.connection)
  check('rest', showBytes(expected.rest), showBytes(actual.rest))
  for (const [index, wanted] of expected.answers.entries()) {
    const is = actual.answers[index]
    if (is === undefined) continue
    const [one, other] = [masked(wanted), masked(is)]
    check('status line', `${one.statusLine}$`, `${other.statusLine}$`)
    check('headers', showHeaders(one), showHeaders(other))
    check('framing', one.framing, other.framing)
    if (!one.body.equals(other.body))
      differences.push(
        `    body: expected ${showBytes(one.body)}`,
        `    body: actual   ${showBytes(other.body)}`,
        `    ${showParting(one.body, other.body)}`,
      )
  }
  return differences
}

const showHeaders = ({ headers }: RawAnswer): string =>
  headers.map(([name, value]) => `\n      ${name}: ${value}`).join('')

/** Masks values that change from run to run (README of the recordings). */
const masked = (answer: RawAnswer): RawAnswer => {
  const text = answer.body.toString('latin1')
  const body = text
    .replace(/"timestamp":"[^"]*"/, '"timestamp":"…"')
    .replace(/<div id='created'>[^<]*/, "<div id='created'>…")
    .replace(/"token":"[^"]*"/g, '"token":"…"')
    .replace(/"expirationTime":\d+/g, '"expirationTime":0')
  const headers = answer.headers.map(([name, value]): readonly [string, string] =>
    name === 'Date' || (name === 'Content-Length' && body !== text) ? [name, '…'] : [name, value],
  )
  return { ...answer, headers, body: Buffer.from(body, 'latin1') }
}

/**
 * Returns the bound parameters as the recorded handler echoed them. Returns undefined if the handler did not
 * run, or if nginx refused the request. The echo was recorded without nginx.
 */
export const recordedBinding = (
  exchange: SpringExchange,
): Readonly<Record<string, unknown>> | undefined => {
  const { echo, method } = exchange
  if (echo === undefined || !reachedHandler(exchange)) return undefined
  const { answers } = parseAnswers(echo, { method, headless: isHeadless(exchange) }, true)
  const answer = answers.find(({ status }) => status === 0 || status === 200)
  if (!answer?.body.toString('latin1', 0, 1).startsWith('{')) return undefined
  const { code, data } = JSON.parse(answer.body.toString('utf8')) as {
    code?: unknown
    data?: Readonly<Record<string, unknown>>
  }
  return code === 200 ? data : undefined
}

const reachedHandler = (exchange: SpringExchange): boolean => {
  const { answers } = parseAnswers(
    exchange.response,
    { method: exchange.method, headless: isHeadless(exchange) },
    true,
  )
  const first = answers.find(({ status }) => status === 0 || status >= 200)
  return first?.status === 0 || first?.status === 200
}
