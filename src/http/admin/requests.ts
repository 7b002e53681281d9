import { Router, type Request } from 'express'
import { entryId, wasMatched, viewEntry, type EntryView } from '../../scripting/entry-view.ts'
import type { Entry } from '../../scripting/journal-entry.ts'
import { findRequests, metadataTest } from '../../scripting/wiremock/pattern-search.ts'
import { isUuid, toMapping } from '../../scripting/wiremock/mapping.ts'
import { object } from '../../scripting/wiremock/mapping-members.ts'
import type { Tenant } from '../tenants.ts'
import {
  type Admin,
  notFound,
  sendErrors,
  withMappings,
  checkUuid,
  NO_UUID,
  pageOf,
  wholeIn,
} from './admin.ts'
import { redactEntry } from '../../scripting/redact.ts'

type Json = Readonly<Record<string, unknown>>

/** The calls for the journal, in WireMock's shapes. */
export const requests = ({ tenant }: Admin): Router => {
  const router = Router({ strict: true })

  router.get('/requests', (request, response) => {
    const own = tenant(request)
    const { since } = request.query
    if (typeof since === 'string' && Number.isNaN(Date.parse(since))) {
      sendErrors(response, 400, `${since} is not a valid ISO8601 date`)
      return
    }
    const { matchingStub } = request.query
    if (typeof matchingStub === 'string' && !isUuid(matchingStub)) {
      const title = `Query parameter matchingStub value '${matchingStub}' is not a valid UUID`
      sendErrors(response, 400, title, NO_UUID)
      return
    }
    const limit = wholeIn(response, request.query, 'limit')
    if (limit === 'refused') return
    const all = selected(own, request.query)
    response.json({
      requests: view(request, own, pageOf(all, 0, limit)),
      meta: { total: all.length },
      requestJournalDisabled: false,
    })
  })

  router.get('/requests/unmatched', (request, response) => {
    const own = tenant(request)
    const unmatched = newestFirst(own).filter((entry) => !wasMatched(entry))
    response.json({ requests: logged(request, own, unmatched), requestJournalDisabled: false })
  })

  router.post('/requests/count', (request, response) => {
    withMappings(response, () => {
      const found = find(tenant(request), request)
      response.json({ count: found.length, requestJournalDisabled: false })
    })
  })

  router.post('/requests/find', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const found = find(own, request)
      response.json({ requests: logged(request, own, found), requestJournalDisabled: false })
    })
  })

  router.post('/requests/remove', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      // Without a pattern nothing is removed, as in WireMock.
      object(request.body, '')
      const found = [...find(own, request)].reverse()
      // The answer is made first, so that entries that are too long for an answer are not removed.
      const answer = JSON.stringify({ serveEvents: view(request, own, found) })
      for (const { sequence } of found) own.script.journal.remove(sequence)
      response.type('json').send(answer)
    })
  })

  router.post('/requests/remove-by-metadata', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const has = metadataTest(request.body)
      const found = newestFirst(own).filter(({ call }) => has(own.script.stubs.answered(call)))
      // The answer is made first, so that entries that are too long for an answer are not removed.
      const answer = JSON.stringify({ serveEvents: view(request, own, found) })
      for (const { sequence } of found) own.script.journal.remove(sequence)
      response.type('json').send(answer)
    })
  })

  router.post('/requests/reset', (request, response) => {
    tenant(request).script.journal.clear()
    response.json({})
  })

  router.delete('/requests', (request, response) => {
    tenant(request).script.journal.clear()
    response.json({})
  })

  router.get('/requests/:id', (request, response) => {
    if (!checkUuid(response, request.params.id)) return
    const own = tenant(request)
    const entry = byId(own, request.params.id)
    if (entry === undefined) notFound(response, `The journal has no request ${request.params.id}.`)
    else response.json(view(request, own, [entry])[0])
  })

  router.delete('/requests/:id', (request, response) => {
    if (!checkUuid(response, request.params.id)) return
    const own = tenant(request)
    const entry = byId(own, request.params.id)
    if (entry !== undefined) own.script.journal.remove(entry.sequence)
    response.json({})
  })
  return router
}

const newestFirst = ({ script }: Tenant): readonly Entry[] =>
  [...script.journal.entries()].reverse()

/**
 * Returns the entries that the query selects, newest first: by WireMock's `since`, `unmatched` and
 * `matchingStub`, and by our own `before`, which selects entries older than the one with that id.
 */
const selected = (tenant: Tenant, query: Request['query']): readonly Entry[] => {
  const { since, before, unmatched, matchingStub } = query
  const from = typeof since === 'string' ? Date.parse(since) : NaN
  const all = newestFirst(tenant)
  const at =
    typeof before === 'string'
      ? all.findIndex((entry) => entryId(tenant.world.services.derive, entry) === before) + 1
      : 0
  return all
    .slice(at)
    .filter((entry) => Number.isNaN(from) || entry.at >= from)
    .filter((entry) => unmatched !== 'true' || !wasMatched(entry))
    .filter(
      ({ call }) =>
        matchingStub === undefined || tenant.script.stubs.answered(call)?.id === matchingStub,
    )
}

/** Returns the matching entries, oldest first as in WireMock. */
const find = ({ script }: Tenant, request: Request): readonly Entry[] =>
  findRequests(script.journal.entries(), (request.body ?? {}) as Json)

const view = (request: Request, own: Tenant, entries: readonly Entry[]) =>
  entries.map((entry) => {
    const stub = own.script.stubs.answered(entry.call)
    const shown = forCaller(request, shownEntry(request, own, entry))
    if (stub !== undefined) return { ...shown, stubMapping: toMapping(stub) }
    return wasMatched(entry) ? shown : { ...shown, stubMapping: unconfigured(shown.id) }
  })

/** Returns the stub mapping that WireMock shows for a request that no stub answered. */
const unconfigured = (id: string) => ({
  id,
  request: { method: 'ANY' },
  response: { status: 404, fromConfiguredStub: false },
  uuid: id,
})

/** Returns the entries as WireMock's `LoggedRequest`: only the requests. */
const logged = (asked: Request, own: Tenant, entries: readonly Entry[]) =>
  entries.map((entry) => {
    const { id, request, mock } = shownEntry(asked, own, entry)
    return wantsMock(asked) ? { id, ...request, mock } : request
  })

const byId = ({ world, script }: Tenant, id: string): Entry | undefined =>
  script.journal.entries().find((entry) => entryId(world.services.derive, entry) === id)

/** Returns a journal entry for an admin call. Secrets are masked unless the query has `secrets=true`. */
export const shownEntry = ({ query }: Request, tenant: Tenant, entry: Entry): EntryView =>
  showEntry(tenant, entry, query['secrets'] === 'true')

/** Returns the view of a journal entry. Secrets are masked unless `secrets` is true. */
export const showEntry = ({ key, world }: Tenant, entry: Entry, secrets: boolean): EntryView => {
  const view = viewEntry(entry, world.services.derive, key)
  return secrets ? view : redactEntry(view)
}

/** A request header that asks for the member `mock`, as `mock=true` in the query does. */
const HEADER = 'x-mock-judgement'

/**
 * Returns whether the caller wants the mock's additions to WireMock's shapes. WireMock's own clients refuse
 * these additions.
 */
const wantsMock = ({ query, headers }: Request): boolean =>
  query['mock'] === 'true' || headers[HEADER] === 'true'

/** Removes the member `mock` from a view unless the caller wants it. */
export const forCaller = <View extends { readonly mock?: unknown }>(
  request: Request,
  view: View,
): View | Omit<View, 'mock'> => {
  if (wantsMock(request)) return view
  return Object.fromEntries(Object.entries(view).filter(([name]) => name !== 'mock')) as Omit<
    View,
    'mock'
  >
}
