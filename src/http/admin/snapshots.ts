import { Router, type Request, type Response } from 'express'
import { sharedCollections } from '../../core/records.ts'
import { isTenantKey } from '../target.ts'
import type { Row } from '../../world/table.ts'
import { sumOf } from '../../world/world-room.ts'
import type { TenantWorld, WorldData } from '../../world/worlds.ts'
import type { Admin } from './admin.ts'
import { badInput, notFound, sendProblem } from './answer.ts'
import { differences } from './differences.ts'
import { withWorld } from './with-world.ts'

/**
 * Named states of a tenant's world, kept in memory as long as the tenant is; not copied, as records
 * are never changed in place.
 */
export const snapshots = ({ apis, tenant, tenants, limits, log }: Admin): Router => {
  const router = Router()
  const lists = [...sharedCollections, ...apis.flatMap((api) => api.collections)]
  const keys = new Map(lists.map(({ name, key }) => [name, key]))
  const kept = new Map<string, Kept>()
  const of = (request: Request): Map<string, WorldData> => {
    const { key, world } = tenant(request)
    const known = kept.get(key)
    if (known?.world === world) return known.own
    const own = new Map<string, WorldData>()
    kept.set(key, { world, own })
    return own
  }
  /** What the snapshots of all tenants would take with this one in the place of another. */
  const bytesWith = (data: WorldData, old: WorldData | undefined): number => {
    let sum = weightOf(data) - (old === undefined ? 0 : weightOf(old))
    for (const [key, { own }] of kept)
      if (!tenants.has(key)) kept.delete(key)
      else for (const one of own.values()) sum += weightOf(one)
    return sum
  }

  router.get('/snapshots', (request, response) => {
    response.json({ snapshots: [...of(request).keys()] })
  })

  router.put('/snapshots/:name', (request, response) => {
    const { name } = request.params
    const own = of(request)
    if (!isTenantKey(name))
      badInput(response, 'A snapshot name has 1-64 of A-Z a-z 0-9 . _ - and nothing else.')
    else if (own.size >= limits.snapshots && !own.has(name)) {
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
        if (data === given) world.check(data)
        const bytes = bytesWith(data, own.get(name))
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

/** The snapshots of one tenant, until another is made under its key. */
interface Kept {
  readonly world: TenantWorld
  readonly own: Map<string, WorldData>
}

const weights = new WeakMap<WorldData, number>()

/** Bytes that a snapshot takes, roughly: counted once. */
const weightOf = (data: WorldData): number => {
  const known = weights.get(data)
  if (known !== undefined) return known
  const rows = Object.values(data).flatMap((list) => list as Row | readonly Row[])
  const weight = sumOf(rows)
  weights.set(data, weight)
  return weight
}

/** Without a body the world is taken as it is; with one it is a snapshot that was exported. No body is read as `{}`. */
const isNothing = (body: unknown): boolean =>
  body === undefined ||
  (typeof body === 'object' &&
    body !== null &&
    Object.keys(body).length === 0 &&
    !Array.isArray(body))

const named = (
  own: ReadonlyMap<string, WorldData>,
  name: string,
  response: Response,
): WorldData | undefined => {
  const data = own.get(name)
  if (data === undefined) notFound(response, `There is no snapshot ${name}.`)
  return data
}
