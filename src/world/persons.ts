import type { Derive } from '../core/context.ts'
import { people, type Person } from '../core/records.ts'
import type { TenantTables } from './world.ts'

/** Finds people, and makes up those nobody has described. Stores nothing. */
export interface Persons {
  get(id: string): Person | undefined
  /** The person an unknown code or openid belongs to: the same one every time. */
  derived(from: 'code' | 'openid' | 'unionid' | 'phone', text: string): Person
  /** Somebody who is not in the world yet: `mock:new`. */
  fresh(): Person
  byOpenId(openId: string, unionId?: string | null): Person
}

export const createPersons = (derive: Derive, world: TenantTables): Persons => {
  const table = world.table(people)
  const idOf = (...from: readonly [string, string]) => `p${derive('person', ...from).hex(15)}`
  const openIdOf = (id: string) => `o${derive('openid', id).base64url(27)}`

  const derived: Persons['derived'] = (from, text) => {
    const id = idOf(from, text)
    return (
      table.get(id) ?? {
        id,
        openId: openIdOf(id),
        unionId: `o${derive('unionid', id).base64url(27)}`,
      }
    )
  }

  // The nth newcomer since the world began is the same in every tenant and run; n is only remembered
  // to save looking up those who have logged in since.
  let newcomers = { generation: world.generation, count: 1 }
  const fresh = (): Person => {
    if (newcomers.generation !== world.generation)
      newcomers = { generation: world.generation, count: 1 }
    let id = idOf('newcomer', String(newcomers.count))
    while (table.get(id) !== undefined) id = idOf('newcomer', String(++newcomers.count))
    return { id, openId: openIdOf(id) }
  }

  /** An open id is unique to its app, a union id to the person: it decides where it is known (behaviour 000). */
  const byOpenId: Persons['byOpenId'] = (openId, unionId) => {
    const union = unionId ?? ''
    const known =
      (union === '' ? undefined : table.find('unionId', union)) ?? table.find('openId', openId)
    if (known !== undefined) return known
    const id = union === '' ? idOf('openid', openId) : idOf('unionid', union)
    return table.get(id) ?? { id, openId, ...(union === '' ? {} : { unionId: union }) }
  }

  return { get: (id) => table.get(id), derived, fresh, byOpenId }
}
