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

/** What the server tells of itself. */
interface ServerFacts {
  readonly version: string
  readonly instanceId: string
  readonly status: () => { readonly degraded?: string }
  /** Starts the stop and returns; absent where somebody else's server mounts the app. */
  readonly shutdown?: () => void
}

/** Which of the APIs an OpenAPI document is of, and its version. */
export interface ApiDocumentChoice {
  /** Absent: all. */
  readonly api?: string | undefined
  readonly openapi?: '3.1' | '3.0' | undefined
}

/** What every admin router works with. */
export interface Admin {
  readonly apis: readonly Api[]
  readonly tenants: Tenants
  /** The OpenAPI document of the APIs. */
  readonly apiDocument: (choice: ApiDocumentChoice) => Promise<object>
  /** The tenant a request speaks of; made on first use. Throws NoRoomError. */
  readonly tenant: (request: Request) => Tenant
  /** Key of the tenant that a request names, if it names one. */
  readonly tenantKey: (request: Request) => string | undefined
  readonly route: (request: WireRequest) => Routed
  readonly facts: ServerFacts
  /** Which cases were answered since the server's start, in any tenant. */
  readonly run: Pick<Coverage, 'answered'>
  /** States that Pact's verifier may ask for, by name, of the fixtures that the server was started with. */
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

/** An admin refusal (RFC 9457): one sentence, never a stack trace. `more`: members beside the usual ones. */
export const sendProblem = (
  response: Response,
  status: number,
  title: string,
  detail: string,
  more: object = {},
): void => {
  // Past Express's own `set` and `send`, which would add a charset that the type does not have.
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

/** A call's path, for the log. */
export const pathOf = ({ originalUrl }: Request): string =>
  printable(originalUrl.split('?', 1)[0] ?? '')

/** WireMock's codes of its errors. */
const UNREADABLE = 10
export const INVALID_STATE = 11
export const NO_UUID = 15
export const DUPLICATE_ID = 109

/** WireMock's `errors`: what is wrong. */
export const sendErrors = (
  response: Response,
  status: number,
  title: string,
  code = status === 404 ? 404 : UNREADABLE,
): void => {
  response.status(status).json({ errors: [{ code, title }] })
}

/** Answers 422 for what cannot be understood: `detail` is one sentence, the pointer says where it is. */
export const sendUnreadable = (response: Response, pointer: string, detail: string): void => {
  response.status(422).json({
    errors: [{ code: UNREADABLE, source: { pointer }, title: 'Error parsing JSON', detail }],
  })
}

/** Answers a mapping or pattern that cannot be understood as WireMock does: 422 and where it is. */
export const withMappings = (response: Response, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isMappingError(error)) throw error
    sendUnreadable(response, error.pointer === '' ? '/' : error.pointer, error.message)
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text is written as a UUID. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Answers 400, as WireMock does, where an id in a path is none; false then. */
export const checkUuid = (response: Response, id: string): boolean => {
  if (isUuid(id)) return true
  sendErrors(response, 400, `${id} is not a valid UUID`)
  return false
}

/**
 * A whole number in the query; undefined where there is none. Answers with the 500 that WireMock answers,
 * and a sentence, where it is something else: `refused`.
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

/** Some of a list: at most `limit` from the one at `offset`. */
export const pageOf = <T>(all: readonly T[], offset = 0, limit = all.length): readonly T[] =>
  all.slice(offset, offset + limit)
