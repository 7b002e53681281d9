import type { Services } from '../../core/context.ts'
import { defineCollection, people, type Person } from '../../core/records.ts'
import {
  boolean,
  integer,
  list,
  oneOf,
  required,
  shape,
  string,
  type Infer,
} from '../../core/schema.ts'

/**
 * The list of user domains. A user domain is a customer of the platform, with end users and the secret that
 * signs their logins.
 */
export const userDomains = defineCollection({
  name: 'userDomains',
  key: 'userDomain',
  shape: shape('UserDomain', {
    userDomain: required(string({ about: 'such as C.DM.10271.5' })),
    secret: string(),
    status: oneOf('UserDomainStatus', { disabled: 0, enabled: 1 }, { about: 'enabled by default' }),
    dataCenter: oneOf(
      'DataCenter',
      { CN: 0, EU: 1, NA: 2 },
      { about: 'by default what the first letter of userDomain says' },
    ),
    appIds: list(string(), { about: 'official accounts it has configured; none listed: any' }),
    accessTokenSeconds: integer({ about: 'life of an access token; 7200 by default' }),
    refreshTokenSeconds: integer({ about: 'life of a refresh token; 2592000 by default' }),
    signTokens: boolean({ about: 'sign tokens with RSA, for clients that verify them' }),
  }),
  indexes: {},
})
export type UserDomain = Infer<typeof userDomains.shape>

/** The list of end users. An end user is a person as one user domain knows them. */
export const endUsers = defineCollection({
  name: 'endUsers',
  key: 'uid',
  accounts: { api: 'offiaccount-auth-login', of: ({ openId }) => [['openId', openId]] },
  shape: shape('EndUser', {
    uid: required(string({ about: "the data centre's letter and digits" })),
    openId: string(),
    userDomain: string(),
    nickname: string(),
  }),
  indexes: {
    openId: ({ openId }) => [openId],
    account: ({ userDomain, openId }) => [userDomain && openId && accountKey(userDomain, openId)],
  },
})
export type EndUser = Infer<typeof endUsers.shape>

/** Returns the key of an end user in the `account` index. */
const accountKey = (userDomain: string, openId: string): string => `${userDomain} ${openId}`

type DataCenter = 'CN' | 'EU' | 'NA'

/** The first letter of the user domains and uids of each data centre (seen in clients). */
const letters = { CN: 'C', EU: 'E', NA: 'U' } as const satisfies Record<DataCenter, string>

const named = (center: string): DataCenter => (center === 'EU' || center === 'NA' ? center : 'CN')

/**
 * Returns the data centre of a user domain: the record's `dataCenter`, else the data centre of the first
 * letter. Any other letter counts as China (I).
 */
export const dataCenterOf = ({ userDomain, dataCenter }: UserDomain): DataCenter => {
  if (typeof dataCenter === 'string') return named(dataCenter)
  const letter = userDomain[0]
  return letter === letters.EU ? 'EU' : letter === letters.NA ? 'NA' : 'CN'
}

// The data centre of each code is inferred, except for 460 (docs/spec/spring.md#mobile-country-codes).
const china = '460 461'
const northAmerica = '302 310 311 312 313 314 315 316'

/** Every other mobile country code that ITU-T E.212 assigns, including 901 (international). */
const others = [
  '202 204 206 208 212 213 214 216 218 219 220 221 222 225 226 228 230 231 232 234 235 238 240 242',
  '244 246 247 248 250 255 257 259 260 262 266 268 270 272 274 276 278 280 282 283 284 286 288 289',
  '290 292 293 294 295 297',
  '308 330 332 334 338 340 342 344 346 348 350 352 354 356 358 360 362 363 364 365 366 368 370 372',
  '374 376',
  '400 401 402 404 405 406 410 412 413 414 415 416 417 418 419 420 421 422 423 424 425 426 427 428',
  '429 430 431 432 434 436 437 438 440 441 450 452 454 455 456 457 466 467 470 472',
  '502 505 510 514 515 520 525 528 530 536 537 539 540 541 542 543 544 545 546 547 548 549 550 551',
  '552 553 554 555',
  '602 603 604 605 606 607 608 609 610 611 612 613 614 615 616 617 618 619 620 621 622 623 624 625',
  '626 627 628 629 630 631 632 633 634 635 636 637 638 639 640 641 642 643 645 646 647 648 649 650',
  '651 652 653 654 655 657 658 659',
  '702 704 706 708 710 712 714 716 722 724 730 732 734 736 738 740 742 744 746 748 750',
  '901',
].join(' ')

const entries = (codes: string, center: DataCenter) =>
  codes.split(' ').map((code) => [Number(code), center] as const)

/** The data centre by mobile country code. A code that is not assigned has no entry. */
export const centers: ReadonlyMap<number, DataCenter> = new Map([
  ...entries(china, 'CN'),
  ...entries(northAmerica, 'NA'),
  ...entries(others, 'EU'),
])

/** Returns the end user of an openid in a user domain. The first login creates the end user. */
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

/**
 * The largest number of attempts before the number gets another digit, so that the search is bounded even in
 * a full world.
 */
const TRIES = 16
const FIRST_DIGITS = 6

/**
 * Returns an unused uid: the letter of the data centre and 6 digits. If the number is taken, tries the next
 * numbers, then more digits.
 */
const freeUid = ({ derive, world }: Services, domain: UserDomain, openId: string): string => {
  const users = world.table(endUsers)
  const letter = letters[dataCenterOf(domain)]
  for (let digits = FIRST_DIGITS; ; digits++) {
    const least = 10 ** (digits - 1)
    const start = derive('enduser-uid', domain.userDomain, openId).below(least * 9)
    for (let next = 0; next < TRIES; next++) {
      const uid = `${letter}${least + ((start + next) % (least * 9))}`
      if (users.get(uid) === undefined) return uid
    }
  }
}

/** Returns the answer of userInfo. Unknown texts are empty (I). */
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
