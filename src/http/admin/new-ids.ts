import type { Tenant } from '../tenants.ts'

/** Ids of stub mappings that name none, derived like every id: the first that is free. */
export const idsOf = ({ world, script }: Tenant): (() => string) => {
  let next = script.stubs.size()
  return () => {
    let id: string
    do id = world.services.derive('mapping', String(next++)).guid()
    while (script.stubs.get(id) !== undefined)
    return id
  }
}
