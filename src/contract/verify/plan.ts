import type { Api, ExampleRequest, Operation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import { casesOf, findCase } from '../../core/catalogue.ts'
import { isObject } from '../../core/is-object.ts'
import { meantOrKnown } from '../../core/nearest-name.ts'

/** A case with the requests that cause it, or the reason why it is not sent. */
export type Planned = PlannedCase & (Sendable | Unsent)

interface PlannedCase {
  readonly api: Api
  readonly operation: Operation
  readonly row: CaseRow
}

interface Sendable {
  readonly kind: 'send'
  /** The request to the mock: the example. */
  readonly mock: ExampleRequest
  /** The request to the back end: the example with the values of `--values`. */
  readonly target: ExampleRequest
  /** The records that the mock's world needs first. */
  readonly world: Readonly<Record<string, unknown>> | undefined
  readonly strict: boolean
}

interface Unsent {
  readonly kind: 'could-not-check' | 'not-reproducible'
  readonly reason: string
}

/** A case that can be sent. */
export type Sent = Extract<Planned, { kind: 'send' }>

/** The selected cases. Empty lists select all. */
export interface Wanted {
  readonly apis: readonly string[]
  /** Short or full names. */
  readonly cases: readonly string[]
}

/** Plans the selected cases, in the order of the case tables. */
export const planCases = (
  apis: readonly Api[],
  { apis: names, cases }: Wanted,
  values: Values,
): readonly Planned[] =>
  apis
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .flatMap((api) =>
      casesOf(api)
        .filter((row) => cases.length === 0 || cases.some((one) => isMeant(api, row, one)))
        .flatMap((row) => plan(api, row, values)),
    )

const isMeant = (api: Api, row: CaseRow, name: string): boolean => findCase(api, name) === row

const plan = (api: Api, row: CaseRow, values: Values): readonly Planned[] => {
  const operation = operationFor(api, row)
  if (operation === undefined) return []
  const planned = { api, operation, row }
  const unsent = (kind: Unsent['kind'], reason: string) => [{ ...planned, kind, reason }]
  const { live } = row
  if (live === undefined) return unsent('not-reproducible', 'no input and no world causes it')
  if (bySize.has(row.name))
    return unsent('could-not-check', 'it depends on how long a request the back end takes')
  const own = values.ofCase(api, row)
  const needsState = live.world !== undefined || live.strict === true
  if (needsState && own === undefined)
    return unsent(
      'could-not-check',
      `it needs a state: ${live.text}; give fields that meet it under this case’s name in --values`,
    )
  const mock = liveRequest(api, operation, row)
  const changes = { ...values.ofApi(api, operation), ...live.input, ...own }
  const target = liveRequest(api, operation, row, changes)
  if (mock === undefined || target === undefined)
    return unsent('could-not-check', `nobody has told how: ${live.text}`)
  const { world, strict = false } = live
  return [{ ...planned, kind: 'send', mock, target, world, strict }]
}

type Fields = Readonly<Record<string, unknown>>
type Spell = (example: ExampleRequest) => ExampleRequest

const json = { 'Content-Type': 'application/json' }
const to = (example: ExampleRequest, target: string): ExampleRequest => ({ ...example, target })
const having = (example: ExampleRequest, headers: ExampleRequest['headers']): ExampleRequest => ({
  ...example,
  headers: { ...example.headers, ...headers },
})

/** Longer than the limits that the tests set. The limits of a real back end are unknown. */
const long = 'x'.repeat(5000)

const stableToken = (body: string): ExampleRequest => ({
  method: 'POST',
  target: '/cgi-bin/stable_token',
  headers: json,
  body,
})

/**
 * The requests of cases whose trigger is only a sentence, because no input or world of the example causes
 * them.
 */
const spelt: Readonly<Record<string, Spell>> = {
  success: (example) => example,
  'unsupported-media-type': (example) => ({
    ...example,
    headers: { 'Content-Type': 'text/plain' },
  }),
  'method-not-allowed': (example) => ({ ...example, method: 'PUT' }),
  'malformed-body': (example) => ({ ...example, headers: json, body: '[]' }),
  'null-body': (example) => ({ ...example, headers: json, body: 'null' }),
  'no-route': (example) => to(example, '/'),
  'request-too-large': (example) => ({ ...example, body: long }),
  'uri-too-long': (example) =>
    to(example, `${example.target}${example.target.includes('?') ? '&' : '?'}x=${long}`),
  'not-acceptable': (example) => having(example, { Accept: 'text/plain' }),
  'server-error': (example) => ({
    ...example,
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: '--b\r\nContent-Disposition: form-data; name="appId"\r\n\r\n',
  }),
  'tomcat-bad-request': (example) => to(example, `${example.target}&x=[`),
  'nginx-bad-request': (example) =>
    to(
      example,
      example.target.replace(/^\/[^/?]*|$/, (start) => `${start}/%zz`),
    ),
  'header-too-large': (example) => having(example, { 'X-Long': 'x'.repeat(9000) }),
  'invalid-url': (example) => to(example, `${example.target}/%zz`),
  'path-too-long': (example) => to(example, `${example.target}/${'x'.repeat(260)}`),
  'dangerous-path': (example) => to(example, `${example.target}/a%3Ab`),
  'nginx-not-allowed': (example) => ({ ...example, method: 'TRACE', body: '' }),
  'bad-request': (example) => to(example, `${example.target}&mcc=abc`),
  // An action that the controller does not have, or a path that the service does not have.
  'not-found': (example) => to(example, example.target.replace(/\/\w+(\?.*)?$/, '/nosuch')),
  'get-required': (example) => ({ ...example, method: 'POST' }),
  'post-required': (example) => to(example, '/cgi-bin/stable_token'),
  'empty-body': () => stableToken(''),
  'wechat-platform/malformed-body': () => stableToken('[]'),
  'controller-not-found': (example) => to(example, '/api.php?s=nosuch/index&ajax=ajax'),
  'action-not-found': (example) => to(example, '/api.php?s=user/nosuch&ajax=ajax'),
}

/** Cases that depend on how long a request the server accepts. */
const bySize: ReadonlySet<string> = new Set(['request-too-large', 'uri-too-long'])

/**
 * Returns the request that a case's live trigger describes: the operation's example with `changes`.
 * Undefined if nothing live causes the case, or if this function has no request for the trigger's sentence.
 */
export const liveRequest = (
  api: Api,
  operation: Operation,
  { name, live }: CaseRow,
  changes: Fields = {},
): ExampleRequest | undefined => {
  if (live === undefined) return undefined
  if (live.input !== undefined || live.world !== undefined)
    return operation.example({ ...live.input, ...changes })
  const full = `${api.name}/${name}`
  const spell = Object.hasOwn(spelt, full)
    ? spelt[full]
    : Object.hasOwn(spelt, name)
      ? spelt[name]
      : undefined
  return spell?.(operation.example(changes))
}

/** Returns the first operation that can give the case. */
const operationFor = ({ operations }: Api, row: CaseRow): Operation | undefined =>
  operations.find(({ name }) => name === row.operations?.[0]) ?? operations[0]

/** Real values for the fields of examples, read from `--values`. */
export interface Values {
  /** Returns the API's values that the operation takes. */
  ofApi(api: Api, operation: Operation): Fields
  /** Returns the values of one case, or undefined if there are none. */
  ofCase(api: Api, row: CaseRow): Fields | undefined
}

/** The values without `--values`: every example is sent unchanged. */
export const noValues: Values = { ofApi: () => ({}), ofCase: () => undefined }

/**
 * Reads the content of `--values`: fields under the name of an API or of a case (`<api>/<case>`). Returns
 * an error message if the content is invalid.
 */
export const readValues = (apis: readonly Api[], given: unknown): Values | string => {
  if (!isObject(given))
    return 'it must hold names of APIs, or of cases (<api>/<case>), with fields below them'
  const byName = new Map<string, Fields>()
  for (const [name, fields] of Object.entries(given)) {
    const owner = ownerOf(apis, name)
    if (typeof owner === 'string') return owner
    if (!isObject(fields)) return `${name} must hold fields with their values`
    const wrong = problemOf(namesFor(owner, name), name, fields)
    if (wrong !== undefined) return wrong
    byName.set(name, fields)
  }
  return {
    ofApi: (api, operation) => {
      const names = namesOf(operation)
      return Object.fromEntries(
        Object.entries(byName.get(api.name) ?? {}).filter(([name]) => names.includes(name)),
      )
    },
    ofCase: (api, row) => byName.get(`${api.name}/${row.name}`),
  }
}

/** Returns the API of a name, or an error message if there is no such API or case. */
const ownerOf = (apis: readonly Api[], name: string): Api | string => {
  const mark = name.indexOf('/')
  const apiName = mark < 0 ? name : name.slice(0, mark)
  const api = apis.find((one) => one.name === apiName)
  if (api === undefined)
    return `there is no API ${JSON.stringify(apiName)}${meantOrKnown(
      apiName,
      apis.map((one) => one.name),
    )}`
  if (mark < 0 || findCase(api, name) !== undefined) return api
  const short = name.slice(mark + 1)
  return `${apiName} has no case ${JSON.stringify(short)}${meantOrKnown(
    short,
    casesOf(api).map((row) => row.name),
  )}`
}

/** Returns the fields of the operation that gives a case, or of all operations of an API. */
const namesFor = (api: Api, name: string): readonly string[] => {
  const row = name.includes('/') ? findCase(api, name) : undefined
  const operation = row === undefined ? undefined : operationFor(api, row)
  return [
    ...new Set(operation === undefined ? api.operations.flatMap(namesOf) : namesOf(operation)),
  ]
}

const problemOf = (known: readonly string[], owner: string, fields: Fields): string | undefined => {
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name))
      return `${owner} has no field ${JSON.stringify(name)}${meantOrKnown(name, known)}`
    if (typeof value === 'object' && value !== null)
      return `${owner}: ${name} must be a text, a number, true, false or null`
  }
  return undefined
}

/** The fields that an operation's example can replace. */
const namesOf = ({ request, exampleTakes = [] }: Operation): readonly string[] => [
  ...Object.keys(request.fields),
  ...exampleTakes,
]
