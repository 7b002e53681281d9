import type { Derive, WeChat } from '../core/context.ts'
import { nearestName } from '../core/nearest-name.ts'
import { codes, people, type Person } from '../core/records.ts'
import { isFailure } from './code-answer.ts'
import type { Persons } from './persons.ts'
import { encryptPhone, type EncryptedPhone } from './phone-cipher.ts'
import { anybodysKey } from './wechat.ts'
import type { TenantTables } from './world.ts'
import { WorldError } from './world-error.ts'

/** What `POST /__admin/wechat/codes` takes. */
export interface CodeOrder {
  /** An id of the world's people. */
  readonly person?: string | undefined
  /** A WeChat errcode, or unreachable, empty, unreadable, incomplete. */
  readonly error?: string | number | undefined
  readonly errmsg?: string | undefined
  readonly once?: boolean | undefined
  /** 300 unless said. */
  readonly expiresInSeconds?: number | undefined
  readonly appId?: string | undefined
}

/** What `POST /__admin/wechat/encrypt` takes; the phone is the person's own unless said. */
export interface EncryptOrder {
  /** An id of the world's people, or an openid; absent: a pair that decrypts for anybody. */
  readonly person?: string | undefined
  readonly phone?: string | undefined
  readonly appId?: string | undefined
}

/** What WeChat does for a phone, done for whoever scripts it. Throws WorldError. */
export interface IssuedCodes {
  issueCode(order: CodeOrder): { readonly code: string; readonly expiresAt: string }
  encrypt(order: EncryptOrder): EncryptedPhone & { readonly sessionKey: string }
}

export interface IssuedCodesOptions {
  readonly now: () => number
  readonly derive: Derive
  readonly world: TenantTables
  readonly persons: Persons
  readonly wechat: WeChat
}

const LIFE_SECONDS = 300
const LONGEST_SECONDS = 10 * 365 * 86_400

export const createIssuedCodes = (options: IssuedCodesOptions): IssuedCodes => {
  const { now, derive, world, persons, wechat } = options
  const codeTable = world.table(codes)
  const nextCode = createCodeMaker(derive, world)

  const personNamed = (id: string): Person => {
    const person = persons.get(id) ?? world.table(people).find('openId', id)
    if (person !== undefined) return person
    const ids = [...world.table(people).values()].slice(0, 100).map((one) => one.id)
    const nearest = nearestName(id, ids)
    const hint = nearest === undefined ? '' : ` (${nearest}?)`
    throw new WorldError([{ path: 'person', message: `the world has no person ${id}${hint}` }])
  }

  return {
    issueCode: ({ person, error, errmsg, once, expiresInSeconds = LIFE_SECONDS, appId }) => {
      if (error !== undefined && !isFailure(String(error))) throw badError(String(error))
      if (!(expiresInSeconds >= 0 && expiresInSeconds <= LONGEST_SECONDS)) throw badLife
      const expiresAt = new Date(now() + expiresInSeconds * 1_000).toISOString()
      const code = nextCode()
      codeTable.put({
        code,
        ...(person === undefined ? {} : { person: personNamed(person).id }),
        ...(error === undefined ? {} : { error: String(error) }),
        ...(errmsg === undefined ? {} : { errmsg }),
        ...(appId === undefined ? {} : { appId }),
        ...(once === undefined ? {} : { once }),
        expiresAt,
      })
      return { code, expiresAt }
    },
    encrypt: ({ person, phone, appId = '' }) => {
      const owner = person === undefined ? undefined : personNamed(person)
      const number = phone ?? owner?.phone ?? (owner && wechat.inventPhone(owner.id))
      if (number === undefined)
        throw new WorldError([{ path: 'phone', message: 'say which phone, or which person' }])
      const sessionKey = owner === undefined ? anybodysKey(derive) : wechat.sessionKey(owner, appId)
      const at = now()
      const iv = derive('iv', sessionKey, number, String(at)).bytes(16)
      const watermark = { timestamp: Math.floor(at / 1_000), appid: appId }
      return { ...encryptPhone(number, sessionKey, iv, watermark), sessionKey }
    },
  }
}

const badLife = new WorldError([
  { path: 'expiresInSeconds', message: `must be from 0 to ${LONGEST_SECONDS}` },
])

const badError = (error: string): WorldError =>
  new WorldError([
    {
      path: 'error',
      message: `${JSON.stringify(error.slice(0, 40))} is no failure of WeChat's: give an errcode, or unreachable, empty, unreadable, incomplete`,
    },
  ])

/** Codes as WeChat spells them: 0 and 31 letters or digits. The nth of a world is the same in every run. */
const createCodeMaker = (derive: Derive, world: TenantTables): (() => string) => {
  const table = world.table(codes)
  let made = { generation: world.generation, count: 0 }
  const next = (): string => {
    made.count++
    const text = derive('code', String(made.count)).base64url(64)
    return `0${text.replace(/[-_]/g, '').slice(0, 31)}`
  }
  return () => {
    if (made.generation !== world.generation) made = { generation: world.generation, count: 0 }
    let code = next()
    while (table.get(code) !== undefined) code = next()
    return code
  }
}
