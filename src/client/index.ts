export { connect, DEFAULT_URL, type ConnectOptions } from './mock-client.ts'
export { MockError } from './admin-caller.ts'
export type { MockClient, MockControls } from './mock-client.ts'
export type {
  AdminCallAnswer,
  AdminCallArguments,
  AdminCallId,
  AdminCallInput,
  AdminCaller,
} from './admin-caller.ts'
export type { CaseCalls, ListedCase, Use, UseOptions } from './cases.ts'
export type { ClockCalls } from './world.ts'
export type {
  LoggedRequest,
  RequestCalls,
  RequestMatch,
  ServeEvent,
  WaitOptions,
} from './requests.ts'
export type { ScenarioCalls, StubCalls } from './cases.ts'
export type { Message, SmsCalls, TokenCalls, WeChatCalls } from './world.ts'
export type { SnapshotCalls, WorldCalls } from './world.ts'
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
