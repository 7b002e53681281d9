import type { Request } from 'express'
import type { Api } from '../../core/api.ts'
import type { Routed } from '../../core/dialect.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { Coverage } from '../../scripting/coverage.ts'
import type { FixtureState } from '../../scripting/fixtures/fixture.ts'
import type { Uploads } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../../core/log.ts'
import type { Tenant, Tenants } from '../tenants.ts'

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
