/** One difference that the mock explains; members may be missing in answers of other versions. */
export interface Note {
  readonly kind?: string
  readonly message?: string
  readonly path?: string
  readonly expected?: string
  readonly actual?: string
}

/** Each header as it was sent: a name may be there more than once. */
export type AnswerHeaders = readonly (readonly [name: string, value: string])[]

/** A journal entry as the page keeps it: what it shows, and nothing twice. */
export interface Entry {
  readonly id: string
  /** Milliseconds since 1970 by the tenant's clock. */
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly bodyAsBase64: string
  readonly status: number
  readonly answerHeaders: AnswerHeaders
  readonly answer: string
  readonly fault: string
  /** Where a back end answered: what the mock would have answered. */
  readonly own: { readonly headers: AnswerHeaders; readonly body: string } | undefined
  readonly api: string
  /** `<api>/<case>`, or empty. */
  readonly case: string
  readonly decider: string
  readonly fidelity: string
  readonly input: unknown
  readonly notes: readonly Note[]
  readonly durationMs: number
  readonly addedDelayMs: number
  readonly matched: boolean
  /** Characters that it holds, for the page's own bound. */
  readonly size: number
}

type Json = Readonly<Record<string, unknown>>

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value)).map(([name, one]) => [
      name,
      Array.isArray(one) ? one.map(text).join(', ') : text(one),
    ]),
  )

const pairs = (value: unknown): AnswerHeaders =>
  Object.entries(object(value)).flatMap(([name, one]) =>
    (Array.isArray(one) ? one : [one]).map((each) => [name, text(each)] as const),
  )

/** Reads a journal entry of the admin API; whatever is missing or unknown is shown as empty. */
export const readEntry = (value: unknown): Entry => {
  const all = object(value)
  const request = object(all['request'])
  const response = object(all['response'] ?? all['responseDefinition'])
  const own = object(all['mock'])
  const timing = object(all['timing'])
  const instead = object(object(own['proxied'])['mock'])
  const body = text(request['body'])
  const answer = text(response['body'])
  return {
    id: text(all['id']),
    at: number(request['loggedDate']),
    method: text(request['method']),
    url: text(request['url']),
    headers: texts(request['headers']),
    body,
    bodyAsBase64: text(request['bodyAsBase64']),
    status: number(response['status']),
    answerHeaders: pairs(response['headers']),
    answer,
    fault: text(response['fault']),
    own:
      own['proxied'] === undefined
        ? undefined
        : { headers: pairs(instead['headers']), body: text(instead['body']) },
    api: text(own['api']),
    case: text(own['case']),
    decider: text(own['decider']),
    fidelity: text(own['fidelity']),
    input: own['input'] ?? null,
    notes: (Array.isArray(own['notes']) ? own['notes'] : []).map((note) => object(note) as Note),
    durationMs: number(own['durationMs']),
    addedDelayMs: number(timing['addedDelay']),
    matched: all['wasMatched'] === true,
    size: body.length * 3 + answer.length + text(instead['body']).length + 2_000,
  }
}

/** The path of a request target, without its query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''
