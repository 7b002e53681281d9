import { randomUUID } from 'node:crypto'
import { createAdminApp, type AdminApp } from './admin-app.ts'
import { apis as documented } from '../apis/index.ts'
import { isLoopback } from '../core/hosts.ts'
import { createRouter } from '../core/dialect.ts'
import type { DeliveryOptions } from '../http/deliver.ts'
import { createDispatch, type Dispatch } from '../http/dispatch.ts'
import { boundedLog, lineLog } from '../http/log.ts'
import type { Log } from '../core/log.ts'
import { createHostCheck } from '../http/host-names.ts'
import type { Limits } from '../http/limits.ts'
import { createFrontOf, type FrontOf } from '../http/exchange.ts'
import { createTenants, type Tenants } from '../http/tenants.ts'
import type { CasesReportType } from '../scripting/coverage-report.ts'
import { createCoverage } from '../scripting/coverage.ts'
import { createJournalBudget } from '../scripting/journal.ts'
import { createScript } from '../scripting/script.ts'
import { packageFile, seedFor, shipped } from './package-files.ts'
import { backEndUrls, checkOptionKinds } from './read-options.ts'
import { openShared, recorderOf, replicasOf, secretOf, sharedRun } from './replicas-of.ts'
import { startOf, watchFixtures } from './watch-fixtures.ts'
import {
  adminTokenOf,
  checkAdminOrigins,
  checkAllowHosts,
  DEFAULT_HOST,
  newToken,
  limitsOf,
  maxRecordsOf,
  preferencesOf,
  type MockOptions,
} from './options.ts'
import { realNow } from '../world/clock.ts'
import { openWorlds, type WorldsOptions } from '../world/worlds.ts'

/** The whole mock, except for the server and its sockets. */
export interface Mock {
  readonly dispatch: Dispatch
  readonly front: FrontOf
  readonly tenants: Tenants
  readonly limits: Limits
  readonly log: Log
  readonly instanceId: string
  readonly version: string
  readonly adminToken: string
  /** Whether the admin API requires the token also from clients on this machine. */
  readonly tokenNeeded: boolean
  /** Makes a report of the cases answered since the start, in all tenants. */
  readonly casesReport: (type: CasesReportType) => Promise<string>
  /** Abort it when the stop begins. */
  readonly stopping: AbortController
  /** Loads Express and creates the admin API. Not done at start, because the data plane needs no Express. */
  adminApp(shutdown?: () => void): Promise<AdminApp>
  /**
   * Writes the state. Call it after the last answer. Rejects with one sentence that says what is lost if the
   * state cannot be saved.
   */
  close(): Promise<void>
}

/** The owner of the sockets that the mock answers on, and the way to reset one. */
type Sockets = Pick<DeliveryOptions, 'own' | 'reset'>

/** Composes worlds, scripts and request handler. Rejects with one sentence for options that do not work. */
export const createMock = async (
  options: MockOptions,
  sockets: Sockets,
  signal?: AbortSignal,
): Promise<Mock> => {
  const { apis = documented, host = DEFAULT_HOST, fixtures = [] } = options
  checkOptionKinds(options)
  checkAllowHosts(options)
  checkAdminOrigins(options)
  const replicas = replicasOf(options, signal)
  const limits = limitsOf(options)
  const urls = backEndUrls(apis, options)
  const bounded = boundedLog(options.log ?? (() => undefined), limits.logLines)
  const log = lineLog(bounded.log)
  const { version, seedWorld } = shipped()
  const prefer = preferencesOf(options)
  const set =
    fixtures.length === 0
      ? undefined
      : (await import('../scripting/fixtures/fixture-set.ts')).createFixtureSet(
          apis,
          fixtures,
          seedWorld,
        )
  // Opened before the worlds, so that a bad file is refused while nothing else is open.
  const recorder =
    options.record === undefined
      ? undefined
      : (await import('./record-exchanges.ts')).openRecorder(options, log)
  const worlds = await openWorlds({
    collections: apis.flatMap((api) => api.collections),
    siteShapes: apis.flatMap((api) => api.site ?? []),
    seedWorld: seedFor(apis, seedWorld),
    strict: options.strict ?? false,
    denyRedirects: options.wechatDeny === 'state',
    store: replicas === undefined ? storeOf(options, signal) : undefined,
    replicas,
    maxTenants: limits.tenants,
    maxRecords: maxRecordsOf(limits),
    mostRecords: limits.records,
    maxBytes: limits.worldBytes,
    log,
    ...startOf(options, set),
  })
  const { shared } = worlds
  const own = createCoverage()
  const run =
    shared === undefined
      ? {
          of: () => own,
          answered: (api: string, name: string) => own.answered(api, name),
        }
      : sharedRun(shared)
  // A shared journal has only its own limits: all replicas must drop the same entries, whatever their other
  // tenants hold.
  const budget = shared === undefined ? createJournalBudget(limits.journalTotalBytes) : undefined
  const tenants = createTenants(
    worlds,
    ({ clock, key }, sharing) =>
      createScript({
        apis,
        clock: { isFrozen: () => clock.state().frozen, realNow: shared?.realNow ?? realNow },
        journal: {
          entries: limits.journalEntries,
          bytes: limits.journalBytes,
          ...(budget === undefined ? {} : { budget }),
          full: () => {
            log('info', `journal of tenant ${key} full: from now on it forgets its oldest entries`)
          },
        },
        stopwatch: () => performance.now(),
        slow: (line) => {
          log('warn', line)
        },
        run: run.of(key),
        sharing,
        ...(prefer === undefined ? {} : { prefer }),
      }),
    ({ script, world }) => {
      set?.apply(script, world.services.derive)
    },
    shared === undefined ? undefined : await recorderOf(apis, shared),
  )
  if (shared !== undefined)
    await openShared(shared, tenants).catch(async (error: unknown) => {
      await worlds.close()
      throw error
    })
  const unwatch =
    options.watch === true && set !== undefined
      ? watchFixtures(set, options, worlds, tenants, log)
      : undefined
  const stopping = new AbortController()
  const route = createRouter(apis)
  const front = createFrontOf(route)
  const uploads = { held: 0, most: limits.uploadBytes }
  const durable = options.durable === true && shared === undefined ? worlds : undefined
  const instanceId = randomUUID()
  const dispatch = createDispatch({
    route,
    front,
    tenants,
    hosts: createHostCheck([host, ...(options.allowHosts ?? [])]),
    cors: options.cors ?? true,
    backEnds:
      urls.size === 0
        ? undefined
        : (await import('../http/back-ends.ts')).createBackEnds({
            urls,
            name: `wechat-login-mock-${instanceId}`,
            limits,
            uploads,
            record: recorder?.add,
          }),
    requireTenant: options.requireTenant ?? false,
    explain: options.explain ?? false,
    uploads,
    limits,
    log,
    closing: () => stopping.signal.aborted,
    ...sockets,
    shared,
    ...(durable === undefined ? {} : { durable }),
  })
  const givenToken = adminTokenOf(options)
  const adminToken = givenToken ?? secretOf(shared, 'admin-token') ?? newToken()
  const guard = {
    token: adminToken,
    // With `*` the Host check no longer keeps other sites' pages out, so the token is required.
    always:
      givenToken !== undefined || !isLoopback(host) || (options.allowHosts ?? []).includes('*'),
    consoleKey: secretOf(shared, 'console') ?? newToken(),
    origins: options.adminOrigins ?? [],
  }
  return {
    dispatch,
    front,
    tenants,
    limits,
    log,
    instanceId,
    version,
    adminToken,
    tokenNeeded: guard.always,
    casesReport: async (type) => {
      const { casesReport } = await import('../scripting/coverage-report.ts')
      await shared?.counts.read()
      return casesReport(apis, run, type)
    },
    stopping,
    adminApp: (shutdown) =>
      createAdminApp(tenants, guard, durable, shared, (addressing) => ({
        apis,
        tenants,
        ...addressing,
        route,
        run,
        facts: {
          version,
          instanceId,
          status: () => worlds.status(),
          ...(shutdown === undefined ? {} : { shutdown }),
        },
        apiDocument: async (choice) => {
          const { createApiDocuments } = await import('./api-documents.ts')
          return createApiDocuments(apis)(choice)
        },
        states: () => set?.states() ?? new Map(),
        fixturesFolder: packageFile('fixtures/'),
        consoleFolder: packageFile('dist/console/'),
        limits,
        uploads,
        stopping: stopping.signal,
        log,
      })),
    close: async () => {
      unwatch?.()
      recorder?.close()
      await worlds.close().finally(() => {
        bounded.flush()
      })
    },
  }
}

/** Returns the store of a state file, or undefined to keep the state in memory. */
const storeOf = (
  { state, memory, durable, repair }: MockOptions,
  signal?: AbortSignal,
): WorldsOptions['store'] =>
  state === undefined || memory === true ? undefined : { file: state, durable, repair, signal }
