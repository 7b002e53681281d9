import { Router, type Request, type RequestHandler } from 'express'
import { createCall } from '../../core/pipeline.ts'
import type { WireRequest } from '../../core/wire.ts'
import { viewRequest, wasMatched } from '../../scripting/entry-view.ts'
import type { Entry } from '../../scripting/journal-entry.ts'
import { matchResult, nearRequests, viewNearMiss } from '../../scripting/wiremock/pattern-search.ts'
import { object, text } from '../../scripting/wiremock/mapping-members.ts'
import { redactDifference } from '../../scripting/redact.ts'
import type { NearMiss } from '../../scripting/stubs/near-miss.ts'
import type { Tenant } from '../tenants.ts'
import { type Admin, withMappings } from './admin.ts'
import { forCaller, shownEntry } from './requests.ts'

/** The calls for near misses, in WireMock's shapes: the stubs near a request, the requests near a pattern. */
export const nearMisses = ({ tenant, route }: Admin): Router => {
  const router = Router({ strict: true })

  router.get('/requests/unmatched/near-misses', (request, response) => {
    const own = tenant(request)
    const unmatched = own.script.journal.entries().filter((entry) => !wasMatched(entry))
    response.json({ nearMisses: inTime(unmatched, (entry) => stubsNear(request, own, entry)) })
  })

  const ofRequest: RequestHandler = (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const logged = object(request.body, '')
      const wire = wireOf(logged)
      const call = createCall(route(wire), wire, own.world.services, {
        url: wire.path,
        startedAt: 0,
        secure: isHttps(logged),
      })
      const near = own.script.stubs.nearMisses(call)
      const shown = { ...logged, ...echoed(wire, logged) }
      response.json({
        nearMisses: near.map((miss) => forCaller(request, viewNearMiss(shown, miss))),
      })
    })
  }

  const ofPattern: RequestHandler = (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const near = nearRequests(own.script.journal.entries(), object(request.body, ''))
      response.json({
        nearMisses: near.map(({ entry, distance }) => ({
          request: shownEntry(request, own, entry).request,
          requestPattern: { method: 'ANY', ...object(request.body, '') },
          matchResult: matchResult(distance),
        })),
      })
    })
  }

  router.post('/near-misses/request', ofRequest)
  router.post('/near-misses/request-pattern', ofPattern)
  // wiremock-rest-client 1.11 uses these paths. WireMock itself has only the paths above.
  router.post('/requests/near-misses/request', ofRequest)
  router.post('/requests/near-misses/request-pattern', ofPattern)
  return router
}

/** Milliseconds after which a call searches no further request for near misses. */
const SEARCH_MS = 1_000

/** Searches the newest requests first until the time is up. Returns the results in the order of requests. */
const inTime = <T>(
  entries: readonly Entry[],
  near: (entry: Entry) => readonly T[],
): readonly T[] => {
  const until = performance.now() + SEARCH_MS
  const found: (readonly T[])[] = []
  for (const entry of [...entries].reverse()) {
    found.push(near(entry))
    if (performance.now() > until) break
  }
  return found.reverse().flat()
}

const stubsNear = (request: Request, own: Tenant, entry: Entry) =>
  own.script.stubs
    .nearMisses(entry.call)
    .map((miss) =>
      forCaller(
        request,
        viewNearMiss(shownEntry(request, own, entry).request, shownMiss(request, miss)),
      ),
    )

const shownMiss = ({ query }: Request, miss: NearMiss): NearMiss =>
  query['secrets'] === 'true'
    ? miss
    : { ...miss, differences: miss.differences.map(redactDifference) }

const headerText = (value: unknown, at: string): string =>
  (Array.isArray(value) ? value : [value]).map((one) => text(one, at)).join(', ')

/** Returns the members that WireMock adds to the request it was sent. */
const echoed = (wire: WireRequest, logged: Readonly<Record<string, unknown>>) => {
  const url = wire.query === '' ? wire.path : `${wire.path}?${wire.query}`
  const { loggedDate, clientIp } = logged
  const at = typeof loggedDate === 'number' && Number.isFinite(loggedDate) ? loggedDate : 0
  const view = viewRequest(wire, {
    url,
    clientIp: typeof clientIp === 'string' ? clientIp : '127.0.0.1',
    secure: isHttps(logged),
    at: Math.abs(at) < 8.64e15 ? at : 0,
  })
  return { ...view, headers: logged['headers'] ?? {} }
}

const isHttps = ({ scheme }: Readonly<Record<string, unknown>>): boolean =>
  typeof scheme === 'string' && scheme.toLowerCase() === 'https'

/** Makes a request from WireMock's `LoggedRequest`. */
const wireOf = (logged: Readonly<Record<string, unknown>>): WireRequest => {
  const member = (name: string) => (typeof logged[name] === 'string' ? logged[name] : '')
  const [path = '/', query = ''] = member('url').split('?', 2)
  const headers = Object.entries(object(logged['headers'] ?? {}, '/headers'))
  return {
    method: member('method') || 'GET',
    path: path.startsWith('/') ? path : `/${path}`,
    query,
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name.toLowerCase(), headerText(value, `/headers/${name}`)]),
    ),
    body:
      member('bodyAsBase64') === ''
        ? Buffer.from(member('body'))
        : Buffer.from(member('bodyAsBase64'), 'base64'),
  }
}
