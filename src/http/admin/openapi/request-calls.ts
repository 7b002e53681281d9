import { done, listOf, record, ref, truth, whole, type Call, type Calls } from './describe.ts'

const requests = { tag: 'requests' } as const
const byPattern = { body: ref('RequestPattern'), refusals: [422] } as const
const journalDisabled = { requestJournalDisabled: truth }
const secrets = {
  secrets: '`true` shows what is masked otherwise',
  mock: '`true` adds what this mock made of a request, in the member `mock`',
}
const nearMisses = record({ nearMisses: listOf(ref('NearMiss')) })
const serveEvents = record({ serveEvents: listOf(ref('ServeEvent')) })
const loggedRequests = record({ requests: listOf(ref('LoggedRequest')), ...journalDisabled })

const nearOfRequest: Omit<Call, 'id'> = {
  ...requests,
  summary: 'The stub mappings that nearly matched a request',
  body: { type: 'object', description: 'A LoggedRequest' },
  answer: nearMisses,
  refusals: [422],
}
const nearOfPattern: Omit<Call, 'id'> = {
  ...requests,
  summary: 'The requests that nearly matched a pattern',
  ...byPattern,
  answer: nearMisses,
}

/** The calls for the journal and for near misses, as in WireMock. */
export const requestCalls: Calls = {
  '/requests': {
    get: {
      ...requests,
      id: 'getRequests',
      summary: 'The journal, the newest first',
      query: {
        limit: 'most to list',
        since: 'an ISO 8601 instant',
        before: 'id of an entry: only older ones',
        unmatched: '`true`: only what no API and no stub answered',
        matchingStub: 'id of the stub mapping that answered',
        ...secrets,
      },
      answer: record({
        requests: listOf(ref('ServeEvent')),
        meta: record({ total: whole }),
        ...journalDisabled,
      }),
      refusals: [400, 500],
    },
    delete: { ...requests, id: 'deleteRequests', summary: 'Empty the journal', answer: done },
  },
  '/requests/reset': {
    post: { ...requests, id: 'resetRequests', summary: 'Empty the journal', answer: done },
  },
  '/requests/unmatched': {
    get: {
      ...requests,
      id: 'getUnmatchedRequests',
      summary: 'What no API and no stub answered',
      query: secrets,
      answer: loggedRequests,
    },
  },
  '/requests/unmatched/near-misses': {
    get: {
      ...requests,
      id: 'getUnmatchedNearMisses',
      summary: 'The stub mappings that nearly matched them',
      query: secrets,
      answer: nearMisses,
    },
  },
  '/requests/count': {
    post: {
      ...requests,
      id: 'countRequests',
      summary: 'How many match a pattern',
      ...byPattern,
      answer: record({ count: whole, ...journalDisabled }),
    },
  },
  '/requests/find': {
    post: {
      ...requests,
      id: 'findRequests',
      summary: 'Those that match a pattern',
      query: secrets,
      ...byPattern,
      answer: loggedRequests,
    },
  },
  '/requests/remove': {
    post: {
      ...requests,
      id: 'removeRequests',
      summary: 'Forget those that match a pattern',
      ...byPattern,
      answer: serveEvents,
    },
  },
  '/requests/remove-by-metadata': {
    post: {
      ...requests,
      id: 'removeRequestsByMetadata',
      summary: 'Forget those answered by stub mappings whose metadata match',
      body: ref('ValuePattern'),
      refusals: [422],
      answer: serveEvents,
    },
  },
  '/requests/{id}': {
    get: {
      ...requests,
      id: 'getRequest',
      summary: 'One entry of the journal',
      query: secrets,
      answer: ref('ServeEvent'),
      refusals: [404],
    },
    delete: {
      ...requests,
      id: 'deleteRequest',
      summary: 'Forget one',
      answer: done,
      refusals: [404],
    },
  },
  '/near-misses/request': { post: { ...nearOfRequest, id: 'getNearMissesOfRequest' } },
  '/near-misses/request-pattern': { post: { ...nearOfPattern, id: 'getNearMissesOfPattern' } },
  '/requests/near-misses/request': { post: { ...nearOfRequest, id: 'getNearMissesOfRequestToo' } },
  '/requests/near-misses/request-pattern': {
    post: { ...nearOfPattern, id: 'getNearMissesOfPatternToo' },
  },
}
