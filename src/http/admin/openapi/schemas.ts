import type { Api } from '../../../core/api.ts'
import { operators, operatorSchemas } from '../../../scripting/matchers/value-match.ts'
import { worldSchema } from '../../../scripting/fixtures/fixture-schema.ts'
import {
  anything,
  instant,
  listOf,
  mapOf,
  number,
  orNull,
  record,
  ref,
  text,
  truth,
  whole,
  type Json,
} from './describe.ts'

const problem = record(
  { type: text, title: text, status: whole, detail: text },
  { description: 'A refusal (RFC 9457)' },
)

/** WireMock's error shape. */
const errors = record({
  errors: listOf(
    record({ code: whole, 'source?': record({ pointer: text }), title: text, 'detail?': text }),
  ),
})

const headers = mapOf({ type: ['string', 'array', 'null'], items: text })

const optional = (members: Json): Json =>
  Object.fromEntries(Object.entries(members).map(([name, of]) => [`${name}?`, of]))

const requestPattern: Json = {
  ...record({
    'url?': text,
    'urlPath?': text,
    'urlPattern?': text,
    'urlPathPattern?': text,
    'urlPathTemplate?': text,
    'pathParameters?': mapOf(ref('ValuePattern')),
    'method?': text,
    'scheme?': text,
    'host?': ref('ValuePattern'),
    'port?': whole,
    'clientIp?': ref('ValuePattern'),
    'headers?': mapOf(ref('ValuePattern')),
    'queryParameters?': mapOf(ref('ValuePattern')),
    'formParameters?': mapOf(ref('ValuePattern')),
    'cookies?': mapOf(ref('ValuePattern')),
    'bodyPatterns?': listOf(ref('ValuePattern')),
    'multipartPatterns?': listOf({ type: 'object' }),
    'basicAuthCredentials?': record({ username: text, password: text }),
  }),
  description: 'A RequestPattern of WireMock; what is not said matches anything',
}

const valuePattern: Json = {
  ...record(optional(operatorSchemas('wiremock', ref('ValuePattern')))),
  description: `One of ${[...operators.keys()].join(', ')}, and what may stand beside it`,
}

const responseDefinition = record({
  'status?': whole,
  'statusMessage?': text,
  'headers?': headers,
  'body?': text,
  'jsonBody?': anything,
  'base64Body?': text,
  'fault?': text,
  'fixedDelayMilliseconds?': whole,
  'delayDistribution?': ref('DelayDistribution'),
  'chunkedDribbleDelay?': record({ numberOfChunks: whole, totalDuration: whole }),
  'transformers?': listOf(text),
})

const stubMapping = record({
  'id?': text,
  'uuid?': text,
  'name?': text,
  'priority?': whole,
  'scenarioName?': text,
  'requiredScenarioState?': text,
  'newScenarioState?': text,
  'request?': ref('RequestPattern'),
  'response?': ref('ResponseDefinition'),
  'metadata?': { type: 'object' },
  'mock?': record({ matches: whole }),
})

const parameters = mapOf(record({ key: text, values: listOf(text) }))

const requestMembers = {
  url: text,
  absoluteUrl: text,
  method: text,
  clientIp: text,
  headers,
  cookies: mapOf(text),
  browserProxyRequest: truth,
  loggedDate: whole,
  loggedDateString: instant,
  bodyAsBase64: text,
  body: text,
  protocol: text,
  scheme: text,
  host: text,
  port: whole,
  queryParams: parameters,
  formParams: parameters,
}

const note = record({
  kind: text,
  message: text,
  'path?': text,
  'expected?': text,
  'actual?': text,
})

const judgement = record({
  tenant: text,
  api: text,
  operation: orNull('string'),
  'input?': anything,
  case: orNull('string'),
  decider: { enum: ['override', 'stub', 'scenario', 'use', 'live', 'framework', 'proxy'] },
  fidelity: { enum: ['documented', 'recorded', 'source', 'inferred'] },
  status: whole,
  durationMs: number,
  response: text,
  notes: listOf(ref('Note')),
  'proxied?': record({
    url: text,
    durationMs: number,
    status: orNull('integer'),
    mock: ref('Answered'),
  }),
})

const answered = record({ status: whole, headers, body: text, 'fault?': text })

/** Present only with `mock=true` in the query or `X-Mock-Judgement: true`: WireMock’s clients refuse it. */
const judged = ref('Judgement')

const serveEvent = record({
  id: text,
  request: ref('Request'),
  responseDefinition: ref('Answered'),
  response: ref('Answered'),
  wasMatched: truth,
  timing: record({
    addedDelay: number,
    processTime: number,
    responseSendTime: number,
    serveTime: number,
    totalTime: number,
  }),
  subEvents: listOf({ type: 'object' }),
  'stubMapping?': ref('StubMapping'),
  'mock?': judged,
})

const nearMiss = record({
  request: { type: 'object' },
  'stubMapping?': ref('StubMapping'),
  'requestPattern?': ref('RequestPattern'),
  matchResult: record({ distance: number }),
  'mock?': record({ differences: listOf({ type: 'object' }) }),
})

const listedCase = record({
  name: text,
  api: text,
  code: whole,
  message: text,
  'messageEn?': text,
  titleZh: text,
  status: whole,
  basis: { enum: ['documented', 'recorded', 'source', 'inferred'] },
  source: text,
  'operations?': listOf(text),
  triggers: listOf(text),
  answered: whole,
})

const coverage = record({
  total: whole,
  exercised: whole,
  apis: listOf(record({ api: text, total: whole, exercised: whole, missing: listOf(text) })),
  cases: listOf(record({ name: text, api: text, answered: whole })),
})

/** Makes the schemas of the document (`components.schemas`). */
export const schemas = (apis: readonly Api[]): Json => ({
  Problem: problem,
  Errors: errors,
  Server: record({ status: text, 'reason?': text, pid: whole, instanceId: text }),
  Health: record({
    status: { enum: ['healthy', 'unhealthy'] },
    message: text,
    version: text,
    uptimeInSeconds: whole,
    timestamp: instant,
  }),
  ValuePattern: valuePattern,
  RequestPattern: requestPattern,
  ResponseDefinition: responseDefinition,
  DelayDistribution: record({ type: { enum: ['lognormal', 'uniform', 'fixed'] } }),
  StubMapping: stubMapping,
  StubMappings: record({
    mappings: listOf(ref('StubMapping')),
    meta: record({ total: whole }),
  }),
  Request: record(requestMembers),
  LoggedRequest: record({ 'id?': text, ...requestMembers, 'mock?': judged }),
  Answered: answered,
  Note: note,
  Judgement: judgement,
  ServeEvent: serveEvent,
  NearMiss: nearMiss,
  Scenario: record({
    id: text,
    name: text,
    state: text,
    possibleStates: listOf(text),
    mappings: listOf(ref('StubMapping')),
  }),
  Settings: record({
    'fixedDelay?': orNull('integer'),
    'delayDistribution?': { anyOf: [ref('DelayDistribution'), { type: 'null' }] },
    'extended?': { type: ['object', 'null'] },
    'proxyPassThrough?': truth,
  }),
  Case: listedCase,
  Coverage: coverage,
  Uses: record({
    uses: listOf(record({ case: text, 'api?': text, 'times?': whole, 'turn?': truth })),
  }),
  Clock: record({ now: instant, frozen: truth, offsetMs: number }),
  World: worldSchema(apis),
  TokenState: record({
    active: truth,
    'api?': text,
    'kind?': text,
    'subject?': text,
    'expiresAt?': instant,
  }),
  Inbox: record({
    messages: listOf(record({ mobile: text, code: text, sentAt: instant, expiresAt: instant })),
  }),
  Difference: record({ path: text, 'before?': anything, 'after?': anything }),
})
