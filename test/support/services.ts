import { createDecipheriv, createHmac } from 'node:crypto'
import type { Note } from '../../src/core/note.ts'
import {
  codes,
  people,
  sharedCollections,
  smsCodes,
  type Collection,
  type Person,
} from '../../src/core/records.ts'
import type { Derive, Derived, Exchange, Services, WeChat } from '../../src/core/context.ts'
import { wechatFailures, withRid } from '../../src/core/wechat-failures.ts'
import { createPlainWorld, type PlainWorld } from './tables.ts'

export interface TestServices extends Services {
  readonly world: PlainWorld
  readonly advance: (ms: number) => void
}

interface Options {
  /** The API's own collections. The shared collections are always present. */
  readonly collections?: readonly Collection[]
  /** The time of the clock in ISO 8601. The clock does not run. */
  readonly now?: string
  readonly seed?: string
  readonly strict?: boolean
  readonly data?: Readonly<Record<string, unknown>>
}

/**
 * Creates services for a test of one API without the real world: with a stopped clock, derived ids and an
 * imitated WeChat.
 */
export const createServices = ({
  collections = [],
  now = '2026-01-29T07:00:34.000Z',
  seed = 'test',
  strict = false,
  data = {},
}: Options = {}): TestServices => {
  let clock = Date.parse(now)
  const time = () => clock
  const derive = deriveFrom(seed)
  const world = createPlainWorld([...sharedCollections, ...collections])
  world.patch(data)
  return {
    now: time,
    derive,
    fake: (kind, ...parts) => `${kind}-${derive('fake', kind, ...parts).hex(6)}`,
    world,
    wechat: pretendWeChat({ time, derive, world, strict }),
    phone: {
      holder: () => [...world.table(people).values()][0],
      give: unused,
      person: unused,
      issueCode: unused,
      encrypt: unused,
      sign: unused,
    },
    sms: {
      send: (mobile) => {
        const code = String(derive('sms', mobile).below(1_000_000)).padStart(6, '0')
        world.table(smsCodes).put({ mobile, code })
        return code
      },
      check: (mobile, code) => {
        const sent = world.table(smsCodes).get(mobile)
        if (sent === undefined) return 'unknown'
        if (sent.code !== code) return 'wrong'
        return isPast(sent.expiresAt, clock) ? 'expired' : 'ok'
      },
    },
    advance: (ms) => {
      clock += ms
    },
  }
}

const isPast = (instant: string | null | undefined, now: number): boolean =>
  instant !== null && instant !== undefined && Date.parse(instant) <= now

const deriveFrom =
  (seed: string): Derive =>
  (purpose, ...parts) => {
    const bytes = (count: number): Buffer => {
      const blocks: Buffer[] = []
      for (let i = 0; blocks.length * 32 < count; i++)
        blocks.push(
          createHmac('sha256', seed)
            .update(JSON.stringify([purpose, ...parts, i]))
            .digest(),
        )
      return Buffer.concat(blocks).subarray(0, count)
    }
    return derivedFrom(bytes)
  }

const derivedFrom = (bytes: (count: number) => Buffer): Derived => {
  const hex = (digits: number) =>
    bytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits)
  return {
    bytes,
    hex,
    base64url: (characters) => bytes(characters).toString('base64url').slice(0, characters),
    guid: () => hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    below: (below) => bytes(6).readUIntBE(0, 6) % below,
  }
}

/** Throws. No handler of the documented APIs calls this function. */
const unused = (): never => {
  throw new Error('The phone is not pretended here.')
}

interface Parts {
  readonly time: () => number
  readonly derive: Derive
  readonly world: PlainWorld
  readonly strict: boolean
}

const pretendWeChat = (parts: Parts): WeChat => {
  const { derive, world, strict } = parts
  const persons = world.table(people)
  const sessionKey = (person: Person, appId: string) =>
    person.sessionKey ?? derive('session-key', person.id, appId).bytes(16).toString('base64')
  const invent = (from: string): Person => {
    const id = derive('person', from).hex(8)
    return persons.get(id) ?? { id, openId: `o${id}`, unionId: `u${id}`, nickname: `n${id}` }
  }
  const magic = (text: string): Person | undefined =>
    text.startsWith('mock:person:') ? persons.get(text.slice('mock:person:'.length)) : undefined
  return {
    strict,
    denyRedirects: false,
    exchange: (code, appId) => exchange(parts, { code, appId, invent, magic }),
    recognise: (openId, unionId) =>
      magic(openId) ??
      (unionId ? persons.find('unionId', unionId) : undefined) ??
      persons.find('openId', openId) ??
      (openId === 'mock:new' || !unionId
        ? { ...invent(openId), ...(openId === 'mock:new' ? {} : { openId }) }
        : { ...invent(unionId), openId, unionId }),
    sessionKey,
    phoneKey: sessionKey,
    beginSession: () => undefined,
    whoOpens: () => undefined,
    decrypt: (key, { data, iv }) => {
      try {
        const decipher = createDecipheriv('aes-128-cbc', Buffer.from(key, 'base64'), iv)
        const plain = decipher.update(data, undefined, 'utf8') + decipher.final('utf8')
        return JSON.parse(plain) as ReturnType<WeChat['decrypt']>
      } catch {
        return undefined
      }
    },
    inventPhone: (from) =>
      `139${String(derive('phone', from).below(100_000_000)).padStart(8, '0')}`,
    profile: (person) => ({
      ...person,
      gender: person.gender ?? 1,
      nickname: person.nickname ?? `n${person.id}`,
      avatar: person.avatar ?? `https://thirdwx.qlogo.cn/${person.id}/132`,
      phone: person.phone ?? '13900000000',
      language: person.language ?? 'zh_CN',
      province: person.province ?? '广东',
      city: person.city ?? '广州',
      country: person.country ?? '中国',
    }),
    countLogin: (person) => {
      const logins = (persons.get(person.id)?.logins ?? 0) + 1
      const counted = { ...person, logins }
      persons.put(counted)
      return counted
    },
  }
}

interface Asked {
  readonly code: string
  readonly appId: string
  readonly invent: (from: string) => Person
  readonly magic: (text: string) => Person | undefined
}

const refused = (
  { derive, time }: Pick<Parts, 'derive' | 'time'>,
  code: string,
  errcode: number,
  kind: Note['kind'],
): Exchange => {
  const known = Object.values(wechatFailures).find((one) => one.error === String(errcode))
  return {
    kind: 'refused',
    errcode,
    errmsg: withRid(known?.errmsg ?? '', { derive, now: time }, code),
    note: { kind, message: `WeChat refuses the code ${code}.` },
  }
}

const exchange = ({ time, derive, world, strict }: Parts, asked: Asked): Exchange => {
  const { code, appId, invent, magic } = asked
  const known = world.table(codes).get(code)
  const answer = (person: Person, derived: boolean): Exchange => ({
    kind: 'person',
    person,
    openId: person.openIds?.[appId] ?? person.openId ?? '',
    unionId: person.unionId ?? '',
    mayHaveAccount: code !== 'mock:new',
    derived,
  })
  const magician = magic(code)
  if (magician !== undefined) return answer(magician, false)
  if (known === undefined)
    return strict && !code.startsWith('mock:')
      ? refused({ derive, time }, code, 40029, 'code-unknown')
      : answer(invent(code), true)
  if (known.error && /^-?\d+$/.test(known.error))
    return refused({ derive, time }, code, Number(known.error), 'code-failing')
  if (known.error)
    return { kind: known.error as 'empty', note: { kind: 'code-failing', message: known.error } }
  if (isPast(known.expiresAt, time())) return refused({ derive, time }, code, 40029, 'code-expired')
  if (known.usedAt && (known.once ?? strict))
    return refused({ derive, time }, code, 40163, 'code-reused')
  world.table(codes).put({ ...known, usedAt: new Date(time()).toISOString() })
  return answer(world.table(people).get(known.person ?? '') ?? invent(code), false)
}
