import { stateFields } from '../wiremock.ts'
import { done, fieldsOf, listOf, record, ref, text, type Call, type Calls } from './describe.ts'

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
  summary: 'Refused: nothing is passed on that could be recorded',
  answer: 'nothing',
  refusals: [501],
}
/** The rest of what WireMock has as well, in its shapes. */
export const wiremockCalls: Calls = {
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
        'World, journal, stubs, scenarios, cases in use, clock and coverage back to the start',
      answer: 'nothing',
    },
  },
  '/health': {
    get: {
      tag: 'server',
      id: 'getHealth',
      summary: 'Whether all is well',
      answer: ref('Health'),
      refusals: [503],
    },
  },
  '/version': {
    get: {
      tag: 'server',
      id: 'getVersion',
      summary: 'Which version it is',
      answer: record({ version: text }),
      also: { 'text/plain': text },
    },
  },
  '/shutdown': {
    post: {
      tag: 'server',
      id: 'shutdown',
      summary: 'Stop the server',
      answer: done,
      refusals: [501],
    },
  },
}
