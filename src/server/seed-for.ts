import type { Api } from '../core/api.ts'
import { sharedCollections } from '../core/records.ts'
import type { WorldData } from '../world/worlds.ts'

/** The shipped seed, less what belongs to APIs that are not served. */
export const seedFor = (apis: readonly Api[], { site = {}, ...lists }: WorldData): WorldData => {
  const known = new Set(
    [...sharedCollections, ...apis.flatMap((api) => api.collections)].map(({ name }) => name),
  )
  const settings = new Set(apis.flatMap((api) => Object.keys(api.site?.fields ?? {})))
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([name]) => known.has(name))),
    site: Object.fromEntries(Object.entries(site as object).filter(([name]) => settings.has(name))),
  }
}
