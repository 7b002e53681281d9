import type { Derive, Derived, Profile } from '../core/context.ts'
import { people, type Person } from '../core/records.ts'
import { seededFaker } from './derive.ts'
import { inventPhone } from './wechat.ts'
import { createWorldCount, type TenantTables } from './world.ts'

/** Derives a person's id. The id is short enough to need only the first derived block. */
const idFrom = (derived: Derived): string => `p${derived.hex(15)}`

const identityFrom = (derived: Derived): { readonly openId: string; readonly unionId: string } => {
  const digits = derived.hex(100)
  return { openId: openIdFrom(digits.slice(16, 58)), unionId: openIdFrom(digits.slice(58)) }
}

/** Returns an openid of WeChat's form, an o and 27 base64url characters, made from 42 hex digits. */
const openIdFrom = (digits: string): string =>
  `o${Buffer.from(digits, 'hex').toString('base64url').slice(0, 27)}`

/** Finds people in the world, and makes up people that the world does not have. Stores nothing. */
export const createPersons = (derive: Derive, world: TenantTables) => {
  const table = world.table(people)
  const derivedFrom = (kind: string, text: string): Derived => derive('person', kind, text)

  /** Returns the person of a code that the world does not have. A code always gives the same person. */
  const ofCode = (code: string): Person => {
    const derived = derivedFrom('code', code)
    const id = idFrom(derived)
    return table.get(id) ?? { id, ...identityFrom(derived) }
  }

  // The nth newcomer of a world is the same person in every tenant and run. The count of newcomers only
  // saves the lookup of newcomers who have logged in since.
  const newcomers = createWorldCount(world, 1)
  /** Returns somebody who is not in the world yet: `mock:new`. */
  const fresh = (): Person => {
    for (;;) {
      const derived = derivedFrom('newcomer', String(newcomers.current()))
      const id = idFrom(derived)
      if (table.get(id) === undefined) return { id, openId: identityFrom(derived).openId }
      newcomers.increase()
    }
  }

  /**
   * Returns the person with this openid or unionid, or makes one up. An openid belongs to one app and a
   * unionid to the person. Therefore a known unionid decides (docs/spec/behaviour.md#000-app-authorization).
   */
  const byOpenId = (openId: string, unionId?: string | null): Person => {
    const union = unionId ?? ''
    const known =
      (union === '' ? undefined : table.find('unionId', union)) ?? table.find('openId', openId)
    if (known !== undefined) return known
    // A client may send the openid that a newcomer's login has shown, before the newcomer is stored.
    const newcomer = fresh()
    if (newcomer.openId === openId) return newcomer
    const id = idFrom(union === '' ? derivedFrom('openid', openId) : derivedFrom('unionid', union))
    return table.get(id) ?? { id, openId, ...(union === '' ? {} : { unionId: union }) }
  }

  return { get: (id: string) => table.get(id), ofCode, fresh, byOpenId, newcomers }
}

export type Persons = ReturnType<typeof createPersons>

/** Returns a person with a complete profile: fields that the world does not have are made up. */
export type Profiler = (person: Person) => Profile

/** Creates the profiler. faker makes up names and regions; all other fields need only the seed. */
export const createProfiler =
  (derive: Derive): Profiler =>
  (person) => {
    const { id } = person
    const gender = person.gender ?? 1 + derive('gender', id).below(2)
    const faker = (what: string) => seededFaker(derive, 0, [what, id])
    return {
      ...person,
      gender,
      nickname:
        person.nickname ??
        faker('nickname').person.fullName({ sex: gender === 2 ? 'female' : 'male' }),
      avatar:
        person.avatar ??
        `https://thirdwx.qlogo.cn/mmopen/vi_32/${derive('avatar', id).base64url(64)}/132`,
      phone: person.phone ?? inventPhone(derive, id),
      language: person.language ?? 'zh_CN',
      province: person.province ?? withoutRank(faker('province').location.state()),
      city: person.city ?? withoutRank(faker('city').location.city()),
      country: person.country ?? '中国',
    }
  }

/** Removes the rank of a region's name: WeChat writes 广东, not 广东省. */
const withoutRank = (region: string): string =>
  region.replace(/(?:省|市|县|特别行政区|(?:壮族|回族|维吾尔)?自治区)$/, '')
