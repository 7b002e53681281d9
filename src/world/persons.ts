import type { Derive, Derived, Profile } from '../core/context.ts'
import { people, type Person } from '../core/records.ts'
import { seededFaker } from './derive.ts'
import { inventPhone } from './wechat.ts'
import { createWorldCount, type TenantTables } from './world.ts'

/** Needs the first block of what is derived, and no more. */
const idFrom = (derived: Derived): string => `p${derived.hex(15)}`

const identityFrom = (derived: Derived): { readonly openId: string; readonly unionId: string } => {
  const digits = derived.hex(100)
  return { openId: openIdFrom(digits.slice(16, 58)), unionId: openIdFrom(digits.slice(58)) }
}

/** As WeChat's look: an o and 27 of base64url, here from 42 hex digits. */
const openIdFrom = (digits: string): string =>
  `o${Buffer.from(digits, 'hex').toString('base64url').slice(0, 27)}`

/** Finds people, and makes up those nobody has described. Stores nothing. */
export const createPersons = (derive: Derive, world: TenantTables) => {
  const table = world.table(people)
  const derivedFrom = (kind: string, text: string): Derived => derive('person', kind, text)

  /** The person an unknown code belongs to: the same one every time. */
  const ofCode = (code: string): Person => {
    const derived = derivedFrom('code', code)
    const id = idFrom(derived)
    return table.get(id) ?? { id, ...identityFrom(derived) }
  }

  // The nth newcomer since the world began is the same in every tenant and run; n is only remembered
  // to save looking up those who have logged in since.
  const newcomers = createWorldCount(world, 1)
  /** Somebody who is not in the world yet: `mock:new`. */
  const fresh = (): Person => {
    for (;;) {
      const derived = derivedFrom('newcomer', String(newcomers.current()))
      const id = idFrom(derived)
      if (table.get(id) === undefined) return { id, openId: identityFrom(derived).openId }
      newcomers.increase()
    }
  }

  /**
   * An open id is unique to its app, a union id to the person: it decides where it is known
   * (docs/spec/behaviour.md#000-app-authorization).
   */
  const byOpenId = (openId: string, unionId?: string | null): Person => {
    const union = unionId ?? ''
    const known =
      (union === '' ? undefined : table.find('unionId', union)) ?? table.find('openId', openId)
    if (known !== undefined) return known
    // Whoever is new has told their openid, and nothing is stored of them yet.
    const newcomer = fresh()
    if (newcomer.openId === openId) return newcomer
    const id = idFrom(union === '' ? derivedFrom('openid', openId) : derivedFrom('unionid', union))
    return table.get(id) ?? { id, openId, ...(union === '' ? {} : { unionId: union }) }
  }

  return { get: (id: string) => table.get(id), ofCode, fresh, byOpenId, newcomers }
}

export type Persons = ReturnType<typeof createPersons>

/** Fills in what nobody said of a person. */
export type Profiler = (person: Person) => Profile

/** Names and regions come from faker; all else needs only the seed. */
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

/** WeChat says 广东, not 广东省. */
const withoutRank = (region: string): string =>
  region.replace(/(?:省|市|县|特别行政区|(?:壮族|回族|维吾尔)?自治区)$/, '')
