import { keepOutcomes } from './outcomes.ts'

// `npm run parity:keep` replays the recorded WireMock cases and stores the results for
// docs/reference/wiremock.md.
await keepOutcomes()
