import { Router, type Request, type Response } from 'express'
import { sharedCollections } from '../../core/records.ts'
import { isTenantKey } from '../exchange.ts'
import type { WorldData } from '../../world/world-data.ts'
import { weightOf, type KeptSnapshots } from '../kept-snapshots.ts'
import { type Admin, badInput, notFound, sendProblem } from './admin.ts'
import { withWorld } from './world.ts'

/** The calls for snapshots of a tenant's world. Snapshots are kept as long as the tenant exists. */
export const snapshots = ({ apis, tenant, tenants, limits, log }: Admin): Router => {
  const router = Router()
  const lists = [...sharedCollections, ...apis.flatMap((api) => api.collections)]
  const keys = new Map(lists.map(({ name, key }) => [name, key]))
  const of = (request: Request): KeptSnapshots => tenant(request).snapshots

  router.get('/snapshots', (request, response) => {
    response.json({ snapshots: of(request).names() })
  })

  router.put('/snapshots/:name', (request, response) => {
    const { name } = request.params
    const own = of(request)
    if (!isTenantKey(name))
      badInput(response, 'A snapshot name has 1-64 of A-Z a-z 0-9 . _ - and nothing else.')
    else if (own.names().length >= limits.snapshots && own.get(name) === undefined) {
      log('warn', `snapshot refused: ${limits.snapshots} are there already`)
      sendProblem(
        response,
        409,
        'Too many snapshots',
        `There are ${limits.snapshots} snapshots; delete one first or raise --snapshots.`,
      )
    } else {
      const { world } = tenant(request)
      const given: unknown = request.body
      withWorld(response, apis, isNothing(given) ? world.data() : given, (data) => {
        if (!isNothing(given)) world.check(data)
        const old = own.get(name)
        const left = old === undefined ? 0 : weightOf(old)
        const bytes = tenants.snapshotBytes() - left + weightOf(data)
        if (bytes > limits.snapshotBytes) {
          log('warn', `snapshot refused: snapshots would be over ${limits.snapshotBytes} bytes`)
          sendProblem(
            response,
            409,
            'Snapshots too large',
            `The snapshots of all tenants would be ${bytes} bytes, and ${limits.snapshotBytes} are the most; delete some first or raise --snapshot-bytes.`,
          )
          return
        }
        own.set(name, data)
        response.json({ name })
      })
    }
  })

  router.get('/snapshots/:name', (request, response) => {
    const data = named(of(request), request.params.name, response)
    if (data !== undefined) response.json(data)
  })

  router.post('/snapshots/:name/restore', (request, response) => {
    const data = named(of(request), request.params.name, response)
    if (data === undefined) return
    const { world } = tenant(request)
    world.replace(data)
    response.json(world.data())
  })

  router.get('/snapshots/:a/diff/:b', (request, response) => {
    const own = of(request)
    const a = named(own, request.params.a, response)
    const b = a === undefined ? undefined : named(own, request.params.b, response)
    if (a !== undefined && b !== undefined) response.json({ differences: differences(a, b, keys) })
  })

  router.delete('/snapshots/:name', (request, response) => {
    const own = of(request)
    if (named(own, request.params.name, response) === undefined) return
    own.delete(request.params.name)
    response.json({})
  })
  return router
}

/**
 * Returns whether there is no body, or an empty object. Then the snapshot is taken of the current world. A
 * body is an exported snapshot.
 */
const isNothing = (body: unknown): boolean =>
  body === undefined ||
  (typeof body === 'object' &&
    body !== null &&
    Object.keys(body).length === 0 &&
    !Array.isArray(body))

const named = (own: KeptSnapshots, name: string, response: Response): WorldData | undefined => {
  const data = own.get(name)
  if (data === undefined) notFound(response, `There is no snapshot ${name}.`)
  return data
}

/** A place where two worlds differ. `before` or `after` is absent if the value does not exist there. */
interface Difference {
  /** Path of the value, such as `customers/42/phone`. */
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
}

type Json = Readonly<Record<string, unknown>>

/** Returns the differences between two worlds. `keys` has the key field of the records of each list. */
const differences = (a: Json, b: Json, keys: ReadonlyMap<string, string>): readonly Difference[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
    compare(a[name], b[name], name, keys.get(name)),
  )

const compare = (a: unknown, b: unknown, path: string, key?: string): readonly Difference[] => {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const left = membersOf(a, key)
  const right = membersOf(b, key)
  if (left === undefined || right === undefined)
    return [
      { path, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) },
    ]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].flatMap((name) => compare(left.get(name), right.get(name), `${path}/${name}`))
}

const membersOf = (
  value: unknown,
  key: string | undefined,
): ReadonlyMap<string, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value as Json))
  const items = value as readonly unknown[]
  return new Map(items.map((item, at) => [keyOf(item, key) ?? String(at), item]))
}

const keyOf = (item: unknown, key: string | undefined): string | undefined => {
  if (key === undefined || typeof item !== 'object' || item === null) return undefined
  const named = (item as Json)[key]
  return typeof named === 'string' ? named : undefined
}
