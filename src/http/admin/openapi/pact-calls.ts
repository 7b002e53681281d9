import { providerStateFields } from '../provider-states.ts'
import { anything, fieldsOf, mapOf, type Calls } from './describe.ts'

/** Pact's verifier. */
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
