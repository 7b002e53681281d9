import { fixtureFields, providerStateFields } from '../fixtures.ts'
import {
  done,
  fieldsOf,
  listOf,
  record,
  ref,
  text,
  truth,
  type Calls,
  anything,
  mapOf,
} from './describe.ts'

const mappings = { tag: 'mappings' } as const
const byMetadata = { body: ref('ValuePattern'), refusals: [422] } as const

/** The calls for stub mappings, as in WireMock, and for fixtures. */
export const mappingCalls: Calls = {
  '/mappings': {
    get: {
      ...mappings,
      id: 'getMappings',
      summary: 'All stub mappings, the newest first',
      query: {
        limit: 'most to list',
        offset: 'how many to leave out first',
        mock: '`true` adds `mock.matches`: how often each has answered',
      },
      answer: ref('StubMappings'),
      refusals: [500],
    },
    post: {
      ...mappings,
      id: 'createMapping',
      summary: 'Make a stub mapping',
      body: ref('StubMapping'),
      answer: ref('StubMapping'),
      status: 201,
      refusals: [422],
    },
    delete: { ...mappings, id: 'deleteMappings', summary: 'Delete all', answer: done },
  },
  '/fixtures': {
    post: {
      ...mappings,
      id: 'addFixture',
      summary: 'Read a fixture, YAML or JSON: merge its world, put its stubs, scenarios and cases',
      body: fieldsOf(fixtureFields),
      answer: record({ stubs: listOf(text) }),
      refusals: [400, 409, 422],
    },
  },
  '/mappings/reset': {
    post: {
      ...mappings,
      id: 'resetMappings',
      summary: 'Back to those of the fixtures, and those that are persistent',
      answer: 'nothing',
    },
  },
  '/mappings/save': {
    post: {
      ...mappings,
      id: 'saveMappings',
      summary: 'Refused: they live as long as the server',
      answer: 'nothing',
      refusals: [501],
    },
  },
  '/mappings/import': {
    post: {
      ...mappings,
      id: 'importMappings',
      summary: 'Make several, or none',
      body: record({
        mappings: listOf(ref('StubMapping')),
        'importOptions?': record({
          'duplicatePolicy?': { enum: ['OVERWRITE', 'IGNORE'] },
          'deleteAllNotInImport?': truth,
        }),
      }),
      answer: 'nothing',
      refusals: [422, 500],
    },
  },
  '/mappings/edit': {
    post: {
      ...mappings,
      id: 'editMapping',
      summary: 'Put another in the place of the one of its id',
      body: ref('StubMapping'),
      answer: 'nothing',
      status: 204,
      refusals: [404, 422],
    },
  },
  '/mappings/unmatched': {
    get: {
      ...mappings,
      id: 'getUnmatchedMappings',
      summary: 'Those that have matched nothing yet',
      answer: ref('StubMappings'),
    },
    delete: {
      ...mappings,
      id: 'deleteUnmatchedMappings',
      summary: 'Delete those that have matched nothing yet',
      answer: done,
    },
  },
  '/mappings/find-by-metadata': {
    post: {
      ...mappings,
      id: 'findMappingsByMetadata',
      summary: 'Those whose metadata match',
      ...byMetadata,
      answer: ref('StubMappings'),
    },
  },
  '/mappings/remove-by-metadata': {
    post: {
      ...mappings,
      id: 'removeMappingsByMetadata',
      summary: 'Delete those whose metadata match',
      ...byMetadata,
      answer: done,
    },
  },
  '/mappings/remove': {
    post: {
      ...mappings,
      id: 'removeMappings',
      summary: 'Delete the one of its id, else one of an equal request pattern',
      body: ref('StubMapping'),
      answer: 'nothing',
      refusals: [422],
    },
  },
  '/mappings/{id}': {
    get: {
      ...mappings,
      id: 'getMapping',
      summary: 'One stub mapping',
      answer: ref('StubMapping'),
      refusals: [400, 404],
    },
    put: {
      ...mappings,
      id: 'updateMapping',
      summary: 'Put another in its place',
      body: ref('StubMapping'),
      answer: ref('StubMapping'),
      refusals: [400, 404, 422],
    },
    delete: {
      ...mappings,
      id: 'deleteMapping',
      summary: 'Delete one',
      answer: done,
      refusals: [400, 404],
    },
  },
}

/** The call for Pact's verifier. */
export const pactCalls: Calls = {
  '/pact/provider-states': {
    post: {
      tag: 'pact',
      id: 'changeProviderState',
      summary: 'Brings a state about (`setup`), or what was before it back (`teardown`)',
      body: fieldsOf(providerStateFields),
      answer: mapOf(anything),
      refusals: [400, 404, 422],
    },
  },
}
