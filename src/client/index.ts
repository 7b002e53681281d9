export { connect, DEFAULT_URL } from './mock-client.ts'
export { MockError } from './admin-caller.ts'
export type { ConnectOptions, MockClient, MockControls } from './mock-client.ts'
export type {
  AdminCallAnswer,
  AdminCallArguments,
  AdminCallId,
  AdminCallInput,
  AdminCaller,
} from './admin-caller.ts'
export type { CaseCalls, ListedCase, ScenarioCalls, StubCalls, Use, UseOptions } from './cases.ts'
export type {
  LoggedRequest,
  RequestCalls,
  RequestMatch,
  ServeEvent,
  WaitOptions,
} from './requests.ts'
export type {
  ClockCalls,
  Message,
  SmsCalls,
  SnapshotCalls,
  TokenCalls,
  WeChatCalls,
  WorldCalls,
} from './world.ts'
export type * from './api-names.ts'
export type * from './api-types.ts'
export type {
  AdminCalls,
  Case,
  Clock,
  Coverage,
  Difference,
  Health,
  Judgement,
  Note,
  RequestPattern,
  Scenario,
  StubMapping,
  World,
} from './admin-calls.ts'
