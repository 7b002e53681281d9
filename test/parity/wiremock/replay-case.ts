import { setTimeout as sleep } from 'node:timers/promises'
import { differencesOf, parsed, pointed, type AnswerDifference } from './differences.ts'
import type { RecordedCase, RecordedRequest } from './recorded-case.ts'
import { wireExchange, type WireAnswer } from './wire-exchange.ts'

/**
 * The result of a case. `refused`: only WireMock accepted the mapping. `accepted`: only the mock accepted it.
 * `silent`: both accepted it, and an answer differs. `shape`: only members of a JSON answer differ.
 * `uncounted`: only answers differ in which WireMock itself failed.
 */
export type CaseKind = 'same' | 'silent' | 'refused' | 'accepted' | 'shape' | 'uncounted'

export interface CaseOutcome {
  readonly kind: CaseKind
  /** The differences in readable form, one line each. */
  readonly details: readonly string[]
  /** The server's answer to a mapping that it refused. */
  readonly refusal?: string
}

/** The values of `@@NAME@@` in requests and expected answers. */
type Names = Record<string, string>

const RETRY_MS = 50

/** Resets the server, registers the mappings of a case, sends its requests and compares the answers. */
export const replayCase = async (base: string, recorded: RecordedCase): Promise<CaseOutcome> => {
  try {
    return await outcomeOf(base, recorded)
  } finally {
    // A reset restores persistent mappings, so these are deleted here.
    if (/"persistent\\?"|mappings\/save/.test(JSON.stringify(recorded)))
      await wireExchange(base, { method: 'DELETE', url: '/__admin/mappings' })
  }
}

const outcomeOf = async (base: string, recorded: RecordedCase): Promise<CaseOutcome> => {
  const { hostname: HOST, port: PORT, origin: BASE } = new URL(base)
  const names: Names = { BASE, HOST, PORT }
  const refused = await registerAll(base, recorded, names)
  if (refused !== undefined) return refused
  const found: AnswerDifference[] = []
  const details: string[] = []
  let isUncounted = false
  for (const [index, request] of recorded.requests.entries()) {
    const given = recorded.expected[index] ?? {}
    const differences = (answer: WireAnswer) => differencesOf(filled(given, names), answer)
    const answer = await perform(base, request, names, (got) => differences(got).length === 0)
    for (const difference of differences(answer)) {
      if (given.error === true) isUncounted = true
      else found.push(difference)
      details.push(`    ${lineOf(request)}: ${inWords(difference)}`)
    }
  }
  if (found.length === 0) return { kind: isUncounted ? 'uncounted' : 'same', details }
  return { kind: found.every(({ kind }) => kind === 'outline') ? 'shape' : 'silent', details }
}

/**
 * Registers the mappings. Resolves to undefined if the server accepted and refused the same mappings as
 * WireMock.
 */
const registerAll = async (
  base: string,
  recorded: RecordedCase,
  names: Names,
): Promise<CaseOutcome | undefined> => {
  await wireExchange(base, { method: 'POST', url: '/__admin/reset', body: '' })
  const { mapping, mappings = mapping === undefined ? [] : [mapping], raw, register } = recorded
  const answers: WireAnswer[] = []
  for (const one of mappings)
    answers.push(
      await wireExchange(base, {
        method: 'POST',
        url: '/__admin/mappings',
        headers: { 'Content-Type': 'application/json' },
        body: raw === true ? String(one) : JSON.stringify(filled(one, names)),
      }),
    )
  for (const [index, { status, socket, body }] of answers.entries()) {
    const { status: wanted = 0, errorTitles = [] } = [register].flat()[index] ?? {}
    const refusal = body.toString()
    if (isFine(wanted) && !isFine(status))
      return {
        kind: 'refused',
        details: [`    registered as ${wanted}: ${socket ?? status} ${refusal}`],
        refusal,
      }
    if (!isFine(wanted) && isFine(status))
      return {
        kind: 'accepted',
        details: [`    refused as ${wanted} ${errorTitles.join('; ')}: ${status}`],
      }
  }
  return undefined
}

const isFine = (status: number): boolean => status >= 200 && status < 300

const perform = async (
  base: string,
  { waitMs = 0, retryMs = 0, capture = {}, ...request }: RecordedRequest,
  names: Names,
  good: (answer: WireAnswer) => boolean,
): Promise<WireAnswer> => {
  if (waitMs > 0) await sleep(waitMs)
  const until = performance.now() + retryMs
  for (;;) {
    const answer = await wireExchange(base, filled(request, names))
    if (good(answer) || performance.now() >= until) {
      const value = parsed(answer.body.toString())
      for (const [name, pointer] of Object.entries(capture))
        names[name] = print(pointed(value, pointer) ?? `no-${name}`)
      return answer
    }
    await sleep(RETRY_MS)
  }
}

/** Replaces `@@NAME@@` by its value. `"@@NAME_NUMBER@@"`, including the quotes, becomes a number. */
const filled = <T>(value: T, names: Names): T => {
  let text = JSON.stringify(value)
  for (const [name, given] of Object.entries(names)) {
    text = text.replaceAll(`"@@${name}_NUMBER@@"`, () => given)
    text = text.replaceAll(`@@${name}@@`, () => JSON.stringify(given).slice(1, -1))
  }
  return JSON.parse(text) as T
}

const lineOf = ({ method = 'GET', url, headers, body, bodyBase64 }: RecordedRequest): string =>
  [
    `${method} ${url}`,
    ...(headers === undefined ? [] : [JSON.stringify(headers)]),
    ...(body === undefined ? [] : [JSON.stringify(body)]),
    ...(bodyBase64 === undefined ? [] : [`base64 ${bodyBase64}`]),
  ]
    .map(clip)
    .join(' ')

const inWords = ({ what, expected, actual }: AnswerDifference): string =>
  `${what}: expected ${clip(print(expected))}${actual === '' ? '' : ` actual ${clip(print(actual))}`}`

const print = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value)

const LONGEST = 200
const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
