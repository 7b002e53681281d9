import { isUuid } from '../../scripting/wiremock/mapping.ts'
import { printable } from '../log.ts'
import type { Request, Response } from 'express'
import type { Api } from '../../core/api.ts'
import type { Routed } from '../../core/dialect.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { Coverage } from '../../scripting/coverage.ts'
import type { FixtureState } from '../../scripting/fixtures/fixture.ts'
import type { Uploads } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../../core/log.ts'
import type { Tenant, Tenants } from '../tenants.ts'
import { isMappingError } from '../../scripting/wiremock/mapping-members.ts'

/** Information about the server for the admin calls. */
interface ServerFacts {
  readonly version: string
  readonly instanceId: string
  readonly status: () => { readonly degraded?: string }
  /** Begins to stop the server and returns. Absent if the app is mounted in another server. */
  readonly shutdown?: () => void
}

/** The choice of an OpenAPI document: its API and its version of OpenAPI. */
export interface ApiDocumentChoice {
  /** Name of the API. Absent: all APIs. */
  readonly api?: string | undefined
  readonly openapi?: '3.1' | '3.0' | undefined
}

/** The dependencies of the admin routers. */
export interface Admin {
  readonly apis: readonly Api[]
  readonly tenants: Tenants
  /** Makes an OpenAPI document of the APIs. */
  readonly apiDocument: (choice: ApiDocumentChoice) => Promise<object>
  /** Returns the tenant of a request. The first call makes it. Throws NoRoomError. */
  readonly tenant: (request: Request) => Tenant
  /** Returns the key of the tenant that a request names, or undefined if it names none. */
  readonly tenantKey: (request: Request) => string | undefined
  readonly route: (request: WireRequest) => Routed
  readonly facts: ServerFacts
  /** Counts of the cases answered since the server's start, in all tenants. */
  readonly run: Pick<Coverage, 'answered'>
  /** Returns Pact's provider states by name, from the fixtures that the server was started with. */
  readonly states: () => ReadonlyMap<string, FixtureState>
  /** Folder of the ready-made fixtures. */
  readonly fixturesFolder: URL
  /** Folder of the console's built page. */
  readonly consoleFolder: URL
  readonly limits: Limits
  readonly uploads: Uploads
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal
  readonly log: Log
}

/**
 * Sends a refusal of the admin API (RFC 9457). `detail` is one sentence, never a stack trace. `more` has
 * additional members.
 */
export const sendProblem = (
  response: Response,
  status: number,
  title: string,
  detail: string,
  more: object = {},
): void => {
  // Without Express's `set` and `send`, which would add a charset parameter that this type does not have.
  response.status(status).setHeader('Content-Type', 'application/problem+json')
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }))
}

/** Answers 404 with a problem; `detail` is one sentence. */
export const notFound = (response: Response, detail: string): void => {
  sendProblem(response, 404, 'Not found', detail)
}

/** Answers 400 for a body that cannot be used; `detail` is one sentence. */
export const badInput = (response: Response, detail: string): void => {
  sendProblem(response, 400, 'Body not understood', detail)
}

/** Returns the path of a call without its query, printable for the log. */
export const pathOf = ({ originalUrl }: Request): string =>
  printable(originalUrl.split('?', 1)[0] ?? '')

// WireMock's error codes.
const UNREADABLE = 10
export const INVALID_STATE = 11
export const NO_UUID = 15
export const DUPLICATE_ID = 109

/** Sends an error in WireMock's shape `errors`. */
export const sendErrors = (
  response: Response,
  status: number,
  title: string,
  code = status === 404 ? 404 : UNREADABLE,
): void => {
  response.status(status).json({ errors: [{ code, title }] })
}

/** Answers 422 in WireMock's shape. `detail` is one sentence; `pointer` is the JSON pointer of the error. */
export const sendUnreadable = (response: Response, pointer: string, detail: string): void => {
  response.status(422).json({
    errors: [{ code: UNREADABLE, source: { pointer }, title: 'Error parsing JSON', detail }],
  })
}

/** Runs `act`. If it throws a MappingError, answers 422 with the place of the error, as WireMock does. */
export const withMappings = (response: Response, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isMappingError(error)) throw error
    sendUnreadable(response, error.pointer === '' ? '/' : error.pointer, error.message)
  }
}

/** Returns whether the id in a path is a UUID. If not, answers 400, as WireMock does. */
export const checkUuid = (response: Response, id: string): boolean => {
  if (isUuid(id)) return true
  sendErrors(response, 400, `${id} is not a valid UUID`)
  return false
}

/**
 * Reads a whole number of the query. Returns undefined if it is absent. If it is not a whole number, answers
 * 500, as WireMock does, with a sentence, and returns `refused`.
 */
export const wholeIn = (
  response: Response,
  query: Request['query'],
  name: string,
): number | undefined | 'refused' => {
  const text = query[name]
  if (text === undefined) return undefined
  if (typeof text === 'string' && /^\+?\d{1,10}$/.test(text) && Number(text) < 2 ** 31)
    return Number(text)
  sendProblem(
    response,
    500,
    'Query not understood',
    `${name} is a whole number from 0 to 2147483647.`,
  )
  return 'refused'
}

/** Returns at most `limit` items of a list, from the item at `offset`. */
export const pageOf = <T>(all: readonly T[], offset = 0, limit = all.length): readonly T[] =>
  all.slice(offset, offset + limit)
