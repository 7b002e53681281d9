import { clip } from '../core/clip.ts'
import type { Derive, Exchange, ExchangedPerson, ExchangeFailure, WeChat } from '../core/context.ts'
import { codes, people, phoneCodes, type Person } from '../core/records.ts'
import { type Asked, codeSlip, failureOf, refusalOf, unknownCode } from './code-answer.ts'
import type { Persons, Profiler } from './persons.ts'
import { createSessionKeys, whoOpens, decryptPhone } from './session-keys.ts'
import type { TenantTables } from './world.ts'

interface WeChatOptions {
  readonly strict: boolean
  readonly denyRedirects: boolean
  /** Replicas share the world. */
  readonly isShared?: boolean | undefined
  readonly now: () => number
  readonly derive: Derive
  readonly world: TenantTables
  readonly persons: Persons
  readonly profile: Profiler
}

/** The code, and the openid, of somebody who is not in the world yet. */
export const NEW = 'mock:new'
const PERSON = 'mock:person:'

/** Creates WeChat as the imitated servers see it. It never asks the real WeChat. */
export const createWeChat = (options: WeChatOptions): WeChat => {
  const { strict, denyRedirects, isShared, now, derive, world, persons, profile } = options
  const codeTable = world.table(codes)
  const peopleTable = world.table(people)
  const phoneCodeTable = world.table(phoneCodes)
  const keys = createSessionKeys({ strict, isShared, derive, world })
  const texts = {
    isCode: (text: string) => codeTable.get(text) !== undefined,
    isPhoneCode: (text: string) => phoneCodeTable.get(text) !== undefined,
    ownerOfOpenId: (text: string) => peopleTable.find('openId', text)?.id,
  }

  const answer = (person: Person, appId: string, { mayHaveAccount, derived }: About): Exchange => ({
    kind: 'person',
    person,
    openId: openIdIn(person, appId),
    unionId: person.unionId ?? '',
    mayHaveAccount,
    derived,
  })

  const known = (asked: Asked): Exchange | undefined => {
    const record = codeTable.get(asked.code)
    if (record === undefined) return undefined
    const refusal = refusalOf(record, asked)
    if (refusal !== undefined) return refusal
    if (typeof record.usedAt !== 'string')
      codeTable.put({ ...record, usedAt: new Date(asked.now).toISOString() })
    const failure = failureOf(record, asked)
    if (failure !== undefined) return failure
    if (record.person === NEW) return answer(persons.fresh(), asked.appId, NEWCOMER)
    if (typeof record.person !== 'string')
      return answer(persons.ofCode(asked.code), asked.appId, MADE_UP)
    const person = persons.get(record.person)
    return person === undefined
      ? unheard(
          asked,
          `Code ${clip(asked.code)} is ${record.person}'s, who is not among the world's people: WeChat answers 40029; add them to \`people\`.`,
        )
      : answer(person, asked.appId, KNOWN)
  }

  const named = (asked: Asked): Exchange => {
    const id = asked.code.slice(PERSON.length)
    const person = persons.get(id)
    return person === undefined
      ? unheard(
          asked,
          `The world has no person ${clip(id)}: WeChat answers 40029; name one of the world's \`people\`.`,
        )
      : answer(person, asked.appId, KNOWN)
  }

  const exchange = (code: string, appId: string): Exchange => {
    const answered = answerTo(code, appId)
    if (strict && answered.kind === 'person')
      keys.exchanged(answered.person, appId, codeTable.get(code)?.session ?? undefined)
    return answered
  }

  const answerTo = (code: string, appId: string): Exchange => {
    if (code === NEW) return answer(persons.fresh(), appId, NEWCOMER)
    const asked = { derive, code, appId, now: now(), strict }
    if (code.startsWith(PERSON)) return named(asked)
    const answered = known(asked)
    if (answered !== undefined) return answered
    const slip = codeSlip(code, texts, strict ? REFUSED : TAKEN)
    if (strict)
      return slip === undefined
        ? unheard(
            asked,
            `Code ${clip(code)} is neither in the world nor issued here: WeChat answers 40029; POST /__admin/wechat/codes gives one, and without --strict any code is taken.`,
          )
        : unknownCode(asked, slip)
    const made = answer(persons.ofCode(code), appId, MADE_UP)
    return slip === undefined ? made : { ...made, note: slip }
  }

  const unheard = (asked: Asked, message: string): ExchangeFailure =>
    unknownCode(asked, { kind: 'code-unknown', message })

  const recognise = (openId: string, unionId?: string | null): Person => {
    if (openId === NEW) return persons.fresh()
    const person = openId.startsWith(PERSON) ? persons.get(openId.slice(PERSON.length)) : undefined
    return person ?? persons.byOpenId(openId, unionId)
  }

  return {
    strict,
    denyRedirects,
    exchange,
    recognise,
    sessionKey: keys.sessionKey,
    phoneKey: keys.phoneKey,
    beginSession: (person) => (strict ? keys.begin(person) : undefined),
    whoOpens: (person, appId, encrypted) => whoOpens(keys, peopleTable, person, appId, encrypted),
    profile,
    decrypt: (key, encrypted) =>
      decryptPhone(key, encrypted) ?? decryptPhone(anybodysKey(derive), encrypted),
    inventPhone: (from) => inventPhone(derive, from),
    countLogin: (person) => {
      const logins = (peopleTable.get(person.id)?.logins ?? 0) + 1
      // In V8 each object made by a spread with an added member gets a hidden class of its own. Objects made
      // by Object.assign share one.
      const counted = Object.assign({}, person) as Person & { logins: number }
      counted.logins = logins
      peopleTable.put(counted)
      return counted
    },
  }
}

type About = Pick<ExchangedPerson, 'mayHaveAccount' | 'derived'>
const KNOWN: About = { mayHaveAccount: true, derived: false }
const MADE_UP: About = { mayHaveAccount: true, derived: true }
const NEWCOMER: About = { mayHaveAccount: false, derived: true }

const REFUSED = 'WeChat answers 40029'
const TAKEN =
  'the real WeChat answers 40029, and this mock, without --strict, took it for the code of somebody'

/** Returns the person's openid in an app. App ids come from clients, so only own keys of `openIds` count. */
export const openIdIn = (person: Person, appId: string): string => {
  const { openIds, openId } = person
  if (openIds !== undefined && openIds !== null && Object.hasOwn(openIds, appId))
    return openIds[appId] ?? ''
  return openId ?? ''
}

/** Returns the session key for a phone number of nobody in particular (I): 16 bytes in base64. */
export const anybodysKey = (derive: Derive): string =>
  derive('session-key').bytes(16).toString('base64')

/** Prefixes of China's mobile networks. */
const PREFIXES = '130 135 136 137 138 139 150 158 176 186 187 189'.split(' ')

/** Makes up a mobile number of China. The same text always gives the same number. */
export const inventPhone = (derive: Derive, from: string): string => {
  const derived = derive('phone', from)
  const prefix = PREFIXES[derived.below(PREFIXES.length)] ?? '138'
  const digits = derive('phone-digits', from).below(100_000_000)
  return prefix + String(digits).padStart(8, '0')
}
