export { createApp, createMockServer, type MockApp, type MockServer } from './server/server.ts'
export type { MockOptions } from './server/options.ts'
export type { Limits } from './http/limits.ts'
export type { Log, LogLevel } from './http/log.ts'
export {
  defineApi,
  defineOperation,
  type Api,
  type ExampleRequest,
  type IntrospectedToken,
  type Operation,
} from './core/api.ts'
export { defineCases, type Basis, type CaseRow, type Live } from './core/case.ts'
export { defineCollection, type Collection, type Table, type World } from './core/collection.ts'
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
