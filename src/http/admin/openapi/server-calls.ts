import { useFields } from '../cases.ts'
import { stateFields } from '../wiremock.ts'
import { done, fieldsOf, listOf, record, ref, text, type Call, type Calls } from './describe.ts'

const server = { tag: 'server' } as const
const cases = { tag: 'cases' } as const
const scenarios = { tag: 'scenarios' } as const
const settings = { tag: 'settings' } as const

const settingsUpdate: Omit<Call, 'id'> = {
  ...settings,
  summary: 'Delay every answer that has no delay of its own',
  body: { anyOf: [ref('Settings'), record({ settings: ref('Settings') })] },
  answer: 'nothing',
  refusals: [422],
}
const mappings = { tag: 'mappings' } as const
const unrecorded: Omit<Call, 'id'> = {
  ...mappings,
  summary: 'Refused: this server records no stubs',
  answer: 'nothing',
  refusals: [501],
}

/** The calls for scenarios and settings, as in WireMock, for the server itself, and for cases. */
export const serverCalls: Calls = {
  '/scenarios': {
    get: {
      ...scenarios,
      id: 'getScenarios',
      summary: 'All scenarios and their states',
      answer: record({ scenarios: listOf(ref('Scenario')) }),
    },
  },
  '/scenarios/reset': {
    post: {
      ...scenarios,
      id: 'resetScenarios',
      summary: 'All back to their first state',
      answer: done,
    },
  },
  '/scenarios/{name}/state': {
    put: {
      ...scenarios,
      id: 'setScenarioState',
      summary: 'Put one in a state, without a body in its first',
      body: fieldsOf(stateFields),
      optional: true,
      answer: done,
      refusals: [400, 404, 422],
    },
  },
  '/settings': {
    get: {
      ...settings,
      id: 'getSettings',
      summary: 'The delay of everything',
      answer: record({ settings: ref('Settings') }),
    },
    post: { ...settingsUpdate, id: 'updateSettings' },
    put: { ...settingsUpdate, id: 'replaceSettings' },
  },
  '/settings/extended': {
    patch: {
      ...settings,
      id: 'patchExtendedSettings',
      summary: 'Merge into what is kept for others, where something is',
      body: record({ extended: { type: 'object' } }),
      answer: done,
      refusals: [422, 500],
    },
  },
  '/recordings/status': {
    get: {
      ...mappings,
      id: 'getRecordingStatus',
      summary: 'Whether requests are recorded: they never are',
      answer: record({ status: { enum: ['NeverStarted'] } }),
    },
  },
  '/recordings/start': { post: { ...unrecorded, id: 'startRecording' } },
  '/recordings/stop': { post: { ...unrecorded, id: 'stopRecording' } },
  '/recordings/snapshot': { post: { ...unrecorded, id: 'takeSnapshotRecording' } },
  '/reset': {
    post: {
      ...settings,
      id: 'reset',
      summary:
        'World, journal, stubs, scenarios, settings, cases in use, clock and coverage back to the start',
      answer: 'nothing',
    },
  },
  '/health': {
    get: {
      ...server,
      id: 'getHealth',
      summary: 'Whether all is well',
      answer: ref('Health'),
      refusals: [503],
    },
  },
  '/version': {
    get: {
      ...server,
      id: 'getVersion',
      summary: 'Which version it is',
      answer: record({ version: text }),
      also: { 'text/plain': text },
    },
  },
  '/shutdown': {
    post: {
      ...server,
      id: 'shutdown',
      summary: 'Stop the server',
      answer: done,
      refusals: [501],
    },
  },
  '/livez': {
    get: {
      ...server,
      id: 'getLiveness',
      summary: 'Whether the process lives',
      answer: ref('Server'),
      open: true,
    },
  },
  '/readyz': {
    get: {
      ...server,
      id: 'getReadiness',
      summary: 'Whether the world is loaded and can be kept',
      answer: ref('Server'),
      refusals: [503],
      open: true,
    },
  },
  '/tenants': {
    get: {
      ...server,
      id: 'getTenants',
      summary: 'All tenants',
      answer: record({ tenants: listOf(text) }),
    },
  },
  '/tenants/{key}': {
    delete: {
      ...server,
      id: 'deleteTenant',
      summary: 'Forget a tenant',
      answer: done,
      refusals: [404],
    },
  },
  '/openapi.json': {
    get: { ...server, id: 'getOpenApi', summary: 'This document', answer: { type: 'object' } },
  },
  '/apis/openapi.json': {
    get: {
      ...server,
      id: 'getApisOpenApi',
      summary: 'The OpenAPI document of the APIs: each case is a named example',
      query: { api: 'of this API only', version: '`3.1` (default) or `3.0`' },
      answer: { type: 'object' },
      refusals: [400, 404],
      open: true,
    },
  },
  '/apis/openapi.yaml': {
    get: {
      ...server,
      id: 'getApisOpenApiYaml',
      summary: 'The same as YAML',
      query: { api: 'of this API only', version: '`3.1` (default) or `3.0`' },
      answer: text,
      also: { 'application/yaml': text },
      refusals: [400, 404],
      open: true,
    },
  },
  '/cases': {
    get: {
      ...cases,
      id: 'getCases',
      summary: 'Every answer there is, how to get it, how often it was given',
      query: { api: 'of this API only', scope: '`run`: counts of all tenants since the start' },
      answer: record({ cases: listOf(ref('Case')) }),
    },
  },
  '/cases/coverage': {
    get: {
      ...cases,
      id: 'getCoverage',
      summary: 'Which cases were exercised: JSON, a table, or JUnit XML',
      query: { scope: '`run`: of all tenants since the start, whatever was reset or dropped' },
      answer: ref('Coverage'),
      also: { 'text/plain': text, 'application/xml': text },
      refusals: [406],
    },
  },
  '/note-kinds': {
    get: {
      ...cases,
      id: 'getNoteKinds',
      summary: 'Chinese titles of the kinds of notes, and what to do',
      answer: record({ kinds: listOf(record({ kind: text, title: text, advice: text })) }),
    },
  },
  '/use': {
    get: { ...cases, id: 'getUses', summary: 'The cases in use', answer: ref('Uses') },
    put: {
      ...cases,
      id: 'useCase',
      summary: 'Answer every call with a case, until told otherwise',
      body: fieldsOf(useFields),
      answer: ref('Uses'),
      refusals: [400],
    },
    delete: { ...cases, id: 'useNothing', summary: 'Take all out of use', answer: ref('Uses') },
  },
}
