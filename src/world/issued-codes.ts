import { createHash } from 'node:crypto'
import type { Derive, Phone, WeChat } from '../core/context.ts'
import { codes, people, phoneCodes, type Person } from '../core/records.ts'
import { isFailure } from './code-answer.ts'
import type { Persons } from './persons.ts'
import { encryptPhone, encryptText } from './session-keys.ts'
import { anybodysKey, NEW, openIdIn } from './wechat.ts'
import { createWorldCount, type TenantTables, type WorldCount } from './world.ts'
import { meant, WorldError } from './world-data.ts'

interface IssuedCodesOptions {
  readonly now: () => number
  readonly derive: Derive
  readonly world: TenantTables
  readonly persons: Persons
  readonly wechat: WeChat
}

const LIFE_SECONDS = 300
const LONGEST_SECONDS = 10 * 365 * 86_400

/**
 * Creates the WeChat app on a phone: it gives out codes, encrypts data and signs profiles. Its calls
 * throw WorldError if they name a person that the world does not have, or if another value is not valid.
 */
export const createIssuedCodes = (
  options: IssuedCodesOptions,
): Phone & { readonly issued: WorldCount } => {
  const { now, derive, world, persons, wechat } = options
  const codeTable = world.table(codes)
  const phoneCodeTable = world.table(phoneCodes)
  const watermarkOf = (appid: string) => ({ timestamp: Math.floor(now() / 1_000), appid })
  const { nextCode, ...issued } = createCodeMaker(derive, world)

  const find = (id: string): Person | undefined =>
    persons.get(id) ?? world.table(people).find('openId', id) ?? newcomerNamed(id)

  /** Returns the current newcomer if `id` is `mock:new` or the openid that the newcomer's login has shown. */
  const newcomerNamed = (id: string): Person | undefined => {
    const newcomer = persons.fresh()
    return id === NEW || id === newcomer.openId ? newcomer : undefined
  }

  const personNamed = (id: string): Person => {
    const person = find(id)
    if (person !== undefined) return person
    const ids = [...world.table(people).values()].slice(0, 100).map((one) => one.id)
    throw bad('person', `the world has no person ${id}${meant(id, ids)}`)
  }

  const holder = (): Person | undefined => {
    const chosen = world.site()['holdsPhone']
    const table = world.table(people)
    return (
      (typeof chosen === 'string' ? persons.get(chosen) : undefined) ??
      (table.values()[Symbol.iterator]().next().value as Person | undefined)
    )
  }

  const somebody = (id: string | undefined): Person => {
    const person = id === undefined ? holder() : personNamed(id)
    if (person !== undefined) return person
    throw bad('person', 'the world has no people: add one')
  }

  return {
    issued,
    holder,
    person: find,
    give: (person) => {
      world.patch({ site: { holdsPhone: person === undefined ? null : personNamed(person).id } })
      return holder()
    },
    issueCode: (order) => {
      const { person, error, errmsg, once, expiresInSeconds = LIFE_SECONDS } = order
      const { appId, scope, snapshot } = order
      if (error !== undefined && !isFailure(String(error)))
        throw bad(
          'error',
          `${JSON.stringify(String(error).slice(0, 40))} is no failure of WeChat's: give an errcode, or unreachable, empty, unreadable, incomplete`,
        )
      if (!(expiresInSeconds >= 0 && expiresInSeconds <= LONGEST_SECONDS))
        throw bad('expiresInSeconds', `must be from 0 to ${LONGEST_SECONDS}`)
      const expiresAt = new Date(now() + expiresInSeconds * 1_000).toISOString()
      const owner = person === undefined || person === NEW ? undefined : personNamed(person)
      const session = owner === undefined ? undefined : wechat.beginSession(owner)
      const code = nextCode()
      codeTable.put({
        code,
        ...(person === undefined ? {} : { person: owner?.id ?? NEW }),
        ...(scope === undefined ? {} : { scope }),
        ...(snapshot === undefined ? {} : { snapshot }),
        ...(session === undefined ? {} : { session }),
        ...(error === undefined ? {} : { error: String(error) }),
        ...(errmsg === undefined ? {} : { errmsg }),
        ...(appId === undefined ? {} : { appId }),
        ...(once === undefined ? {} : { once }),
        expiresAt,
      })
      return { code, expiresAt }
    },
    encrypt: ({ person, phone, appId = '', sessionKey: which = 'current' }) => {
      if (which !== 'current' && which !== 'previous')
        throw bad(
          'sessionKey',
          `must be current or previous, not ${JSON.stringify(which.slice(0, 40))}`,
        )
      const owner = person === undefined ? undefined : personNamed(person)
      const number = phone ?? owner?.phone ?? (owner && wechat.inventPhone(owner.id))
      if (number === undefined) throw bad('phone', 'say which phone, or which person')
      if (owner === undefined && which === 'previous') throw bad('person', 'say whose previous key')
      const sessionKey =
        owner === undefined ? anybodysKey(derive) : wechat.phoneKey(owner, appId, which)
      const at = now()
      const iv = derive('iv', sessionKey, number, String(at)).bytes(16)
      const encrypted = encryptPhone(number, sessionKey, iv, watermarkOf(appId))
      const code = derive('phone-code', sessionKey, number, String(phoneCodeTable.size)).hex(64)
      const expiresAt = new Date(at + LIFE_SECONDS * 1_000).toISOString()
      phoneCodeTable.put({ code, phone: number, expiresAt })
      return { ...encrypted, sessionKey, code }
    },
    sign: ({ person, appId = '' }) => {
      const owner = somebody(person)
      const { nickname, gender, language, city, province, country, avatar } = wechat.profile(owner)
      const sessionKey = wechat.phoneKey(owner, appId, 'current')
      const region = { city, province, country }
      const info = { nickName: nickname, gender, language, ...region, avatarUrl: avatar }
      const rawData = JSON.stringify(info)
      const iv = derive('iv', sessionKey, rawData, String(now())).bytes(16)
      const plain = {
        openId: openIdIn(owner, appId),
        ...info,
        ...(typeof owner.unionId === 'string' ? { unionId: owner.unionId } : {}),
        watermark: watermarkOf(appId),
      }
      return {
        rawData,
        signature: signatureOf(rawData, sessionKey),
        ...encryptText(JSON.stringify(plain), sessionKey, iv),
      }
    },
  }
}

/** Returns WeChat's signature of a profile: the SHA-1 of rawData and the session key, in lower-case hex. */
export const signatureOf = (rawData: string, sessionKey: string): string =>
  createHash('sha1')
    .update(rawData + sessionKey)
    .digest('hex')

const bad = (path: string, message: string): WorldError => new WorldError([{ path, message }])

/**
 * Creates codes of WeChat's form: 0 and 31 letters or digits. The nth code of a world is the same in each
 * run.
 */
const createCodeMaker = (
  derive: Derive,
  world: TenantTables,
): WorldCount & { readonly nextCode: () => string } => {
  const table = world.table(codes)
  const made = createWorldCount(world, 0)
  const next = (): string => {
    const text = derive('code', String(made.increase())).base64url(64)
    return `0${text.replace(/[-_]/g, '').slice(0, 31)}`
  }
  return {
    ...made,
    nextCode: () => {
      let code = next()
      while (table.get(code) !== undefined) code = next()
      return code
    },
  }
}
