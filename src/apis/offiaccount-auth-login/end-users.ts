import type { Services } from '../../core/context.ts'
import { people, type Person } from '../../core/records.ts'
import { dataCenterOf, letterOf } from './data-center.ts'
import { accountKey, endUsers, type EndUser, type UserDomain } from './records.ts'

/** The end user an openid is in a user domain; made on the first login. */
export const endUserOf = (
  services: Services,
  domain: UserDomain,
  openId: string,
  { nickname }: Person,
): EndUser => {
  const { userDomain } = domain
  const users = services.world.table(endUsers)
  const known = users.find('account', accountKey(userDomain, openId))
  if (known !== undefined) return known
  const user: EndUser = { uid: freeUid(services, domain, openId), openId, userDomain, nickname }
  users.put(user)
  return user
}

/** Neighbours tried before the number grows by a digit: bounded, however full the world is. */
const TRIES = 16
const FIRST_DIGITS = 6

/** The data centre's letter and 6 digits, the next free number on a clash. */
const freeUid = ({ derive, world }: Services, domain: UserDomain, openId: string): string => {
  const users = world.table(endUsers)
  const letter = letterOf(dataCenterOf(domain))
  for (let digits = FIRST_DIGITS; ; digits++) {
    const least = 10 ** (digits - 1)
    const start = derive('enduser-uid', domain.userDomain, openId).below(least * 9)
    for (let next = 0; next < TRIES; next++) {
      const uid = `${letter}${least + ((start + next) % (least * 9))}`
      if (users.get(uid) === undefined) return uid
    }
  }
}

/** What userInfo tells; unknown text is empty (I). */
export const profileOf = ({ world }: Services, { uid, openId, userDomain, nickname }: EndUser) => {
  const person = openId ? world.table(people).find('openId', openId) : undefined
  return {
    uid,
    nickname: nickname ?? person?.nickname ?? '',
    headimg: person?.avatar ?? '',
    phone: person?.phone ?? '',
    email: '',
    userDomain: userDomain ?? '',
  }
}
