export { createApp, createMockServer, type MockApp, type MockServer } from './server/server.ts'
/** The documented APIs, for a server that adds its own: `createMockServer({ apis: [...apis, mine] })`. */
export { apis } from './apis/index.ts'
export { aspnetWebApi, type AspNetWebApiOptions } from './dialects/aspnet-webapi/index.ts'
export { spring } from './dialects/spring/index.ts'
export { thinkphp, type Envelope, type ThinkPhpOptions } from './dialects/thinkphp/index.ts'
export { MockError } from './client/admin-caller.ts'
export type { MockClient, MockControls } from './client/mock-client.ts'
export type { Fixture } from './scripting/fixtures/fixture.ts'
export type { MockOptions } from './server/options.ts'
export type { Limits } from './http/limits.ts'
export type { Log, LogLevel } from './core/log.ts'
export {
  defineApi,
  defineOperation,
  type Api,
  type ExampleRequest,
  type IntrospectedToken,
  type Operation,
} from './core/api.ts'
export { defineCases, type Basis, type CaseRow, type Live } from './core/case.ts'
export { defineCollection, type Collection, type Table, type World } from './core/records.ts'
export type { Context, Derive, Derived, Services } from './core/context.ts'
export { Rank, type Claim, type Decoded, type Dialect, type RefusalTarget } from './core/dialect.ts'
export type { Note } from './core/note.ts'
export { fail, ok, type Issue, type Outcome } from './core/outcome.ts'
export * from './core/schema.ts'
export {
  DATE,
  faults,
  LENGTH,
  type Fault,
  type Headers,
  type Reply,
  type WireRequest,
} from './core/wire.ts'
