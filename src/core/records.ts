import { boolean, integer, map, required, shape, string, type Infer, type Shape } from './schema.ts'

type Text = string | null | undefined

/** A list of the world: what its records hold, what finds them. */
export interface Collection<S extends Shape = Shape> {
  /** The world file's name for it, such as `customers`. */
  readonly name: string
  readonly shape: S
  /** Field that identifies a record; lists are merged by it. */
  readonly key: string
  /** Other ways to find records; the first put of several that match wins. */
  readonly indexes: Readonly<
    Record<string, (record: Infer<S>) => readonly (string | null | undefined)[]>
  >
  /** Where records are accounts of people: whose API they belong to, and how a person's is found. */
  readonly accounts?: {
    readonly api: string
    /** Indexes, and what a person's record stands under in each. */
    readonly of: (person: Person) => readonly (readonly [index: string, value: Text])[]
  }
  /** Most records kept; the oldest goes first. Absent: unbounded, as people's data is theirs. */
  readonly limit?: number
}

/** Gives a collection the type of its records. */
export const defineCollection = <S extends Shape>(collection: Collection<S>): Collection<S> =>
  collection

/** Records are never changed in place: `put` a new one. */
export interface Table<R> {
  get(key: string): R | undefined
  /** The first record an index lists under `value`. */
  find(index: string, value: string): R | undefined
  put(record: R): void
  delete(key: string): void
  values(): Iterable<R>
  readonly size: number
}

/** A tenant's world, as handlers see it. */
export interface World {
  table<S extends Shape>(collection: Collection<S>): Table<Infer<S>>
  /** Names of the APIs at which somebody has an account. */
  accountsOf(person: Person): readonly string[]
  /** The world's `site` settings, defaults filled in by whoever reads them. */
  site(): Readonly<Record<string, unknown>>
}

/** A change cannot be kept now, and was not made. The message says why and what to do: one sentence. */
export class NotKeptError extends Error {
  override readonly name = 'NotKeptError'
}

/** What stands beside a tenant's world: whoever made it says what its records are. */
export interface SharedScript {
  /** `isOld`: it is loaded, not new. */
  apply(record: unknown, isOld: boolean): void
  /** Texts of the records of what was changed since the last time. */
  changes(): readonly string[]
  isChanged(): boolean
  /** What `changes` told of last is shared. */
  acknowledged(): void
  /** Texts of records that make it up, the first of which takes away what there was. */
  whole(): readonly string[]
  /** Takes away everything. */
  clear(): void
  /** Somebody wants to be told of what is new. */
  isFollowed(): boolean
}

/** ISO 8601 instants in the world's file are text; `expiresAt` and friends are all of this form. */
const instant = (about: string) => string({ about: `${about} (ISO 8601)`, instant: true })

/** Somebody with a WeChat account. */
export const people = defineCollection({
  name: 'people',
  key: 'id',
  shape: shape('Person', {
    id: required(string()),
    openId: string({ about: 'openid in any app that openIds does not list' }),
    openIds: map(string(), { about: 'openid by app id' }),
    unionId: string(),
    phone: string(),
    nickname: string(),
    gender: integer({ about: '0 unknown, 1 male, 2 female' }),
    avatar: string(),
    language: string(),
    province: string(),
    city: string(),
    country: string(),
    sessionKey: string({ about: 'base64 of 16 bytes; derived when absent' }),
    logins: integer({ about: 'how often this person has logged in' }),
  }),
  indexes: {
    openId: ({ openId, openIds }) =>
      openIds === undefined || openIds === null ? [openId] : [openId, ...Object.values(openIds)],
    unionId: (person) => [person.unionId],
    phone: (person) => [person.phone],
  },
})
/** A record of `people`. */
export type Person = Infer<typeof people.shape>

/** A login code that WeChat gave, or an error that it answers it with. */
export const codes = defineCollection({
  name: 'codes',
  key: 'code',
  limit: 100_000,
  shape: shape('WeChatCode', {
    code: required(string()),
    person: string({ about: 'id of the person it stands for' }),
    error: string({ about: 'WeChat errcode, or unreachable, empty, unreadable, incomplete' }),
    errmsg: string({ about: 'text beside an errcode' }),
    appId: string(),
    scope: string({ about: 'what the person agreed to; snsapi_userinfo when absent' }),
    snapshot: boolean({ about: 'the person stayed anonymous' }),
    once: boolean({ about: 'works once, then 40163' }),
    expiresAt: instant('end of its life, then 40029'),
    usedAt: instant('first use'),
    session: integer({ about: 'number of the login it was given at (strict)' }),
  }),
  indexes: {},
})
/** A record of `codes`. */
export type WeChatCode = Infer<typeof codes.shape>

/** How often somebody has logged in to WeChat, by which their session key changes (strict). */
export const sessions = defineCollection({
  name: 'sessions',
  key: 'person',
  limit: 100_000,
  shape: shape('WeChatSession', {
    person: required(string({ about: 'id of the person' })),
    begun: integer({ about: 'logins so far' }),
    exchanged: map(integer(), {
      about: 'by app id: number of the login whose code was exchanged last',
    }),
  }),
  indexes: {},
})

/** A code that the phone number button gave, in place of encrypted data. */
export const phoneCodes = defineCollection({
  name: 'phoneCodes',
  key: 'code',
  limit: 10_000,
  shape: shape('WeChatPhoneCode', {
    code: required(string()),
    phone: string(),
    expiresAt: instant('end of its life, then 40029'),
    usedAt: instant('its only use'),
  }),
  indexes: {},
})

/** The text message a phone got. */
export const smsCodes = defineCollection({
  name: 'smsCodes',
  key: 'mobile',
  limit: 100_000,
  shape: shape('SmsCode', {
    mobile: required(string()),
    code: string(),
    sentAt: instant('when it was sent'),
    expiresAt: instant('end of its life'),
  }),
  indexes: {},
})

/** A token that an API gave out and keeps (self-contained ones are kept only once they are dead). */
export const tokens = defineCollection({
  name: 'tokens',
  key: 'token',
  limit: 10_000,
  shape: shape('Token', {
    token: required(string()),
    api: string(),
    kind: string({ about: 'access, refresh, session or revoked' }),
    subject: string({ about: 'key of the record it speaks for' }),
    issuedAt: instant('when it was given'),
    expiresAt: instant('end of its life'),
  }),
  indexes: {},
})

/** Lists every world has, whatever APIs it serves. */
export const sharedCollections = [people, codes, sessions, phoneCodes, smsCodes, tokens] as const
