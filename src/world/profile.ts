import type { Derive, Profile } from '../core/context.ts'
import type { Person } from '../core/records.ts'
import { seededFaker } from './fake.ts'
import { inventPhone } from './wechat.ts'

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
