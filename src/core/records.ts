import { boolean, integer, map, required, shape, string, type Infer, type Shape } from './schema.ts'

type Text = string | null | undefined

/** A list of the world: the shape of its records, and the indexes that find them. */
export interface Collection<S extends Shape = Shape> {
  /** The name of the list in the world's file, such as `customers`. */
  readonly name: string
  readonly shape: S
  /** The field that identifies a record. Lists are merged by this field. */
  readonly key: string
  /**
   * Further keys by which records are found. If several records match, the record that was put first wins.
   */
  readonly indexes: Readonly<
    Record<string, (record: Infer<S>) => readonly (string | null | undefined)[]>
  >
  /**
   * Set where the records are people's accounts: the API of the accounts, and how to find the account of a
   * person.
   */
  readonly accounts?: {
    readonly api: string
    /** Returns pairs of an index and the value under which that index lists the person's record. */
    readonly of: (person: Person) => readonly (readonly [index: string, value: Text])[]
  }
  /**
   * The largest number of records; the oldest record is removed first. Absent: no limit, because people own
   * this data and it must not be lost.
   */
  readonly limit?: number
}

/** Returns the collection unchanged. Infers the type of its records. */
export const defineCollection = <S extends Shape>(collection: Collection<S>): Collection<S> =>
  collection

/** The records of one list. Records are never changed in place: `put` a new record. */
export interface Table<R> {
  get(key: string): R | undefined
  /** Returns the first record that the index lists under `value`. */
  find(index: string, value: string): R | undefined
  put(record: R): void
  delete(key: string): void
  values(): Iterable<R>
  readonly size: number
}

/** The world of a tenant, as handlers see it. */
export interface World {
  table<S extends Shape>(collection: Collection<S>): Table<Infer<S>>
  /** Returns the names of the APIs at which the person has an account. */
  accountsOf(person: Person): readonly string[]
  /**
   * Returns the world's `site` settings without defaults. The code that reads a setting fills in its default.
   */
  site(): Readonly<Record<string, unknown>>
}

/**
 * The error for a change that cannot be stored now and was not made. The message is one sentence with the
 * reason and the fix.
 */
export class NotKeptError extends Error {
  override readonly name = 'NotKeptError'
}

/**
 * The part of a tenant's state that is stored beside the world, such as stubs and the journal. The layer that
 * made it defines its records.
 */
export interface SharedScript {
  /** Applies a record. `isOld` means that the record is loaded from the log, not newly made. */
  apply(record: unknown, isOld: boolean): void
  /** Returns the texts of the records of all changes since the last call. */
  changes(): readonly string[]
  isChanged(): boolean
  /** Called when the changes that `changes` returned are shared with the other replicas. */
  acknowledged(): void
  /** Returns the texts of records that restore the whole state. The first record clears the state. */
  whole(): readonly string[]
  /** Removes everything. */
  clear(): void
  /** Whether a listener waits for new entries. */
  isFollowed(): boolean
}

/** A field for an instant. The world's file holds instants as ISO 8601 texts. */
const instant = (about: string) => string({ about: `${about} (ISO 8601)`, instant: true })

/** The people with a WeChat account. */
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

/** Login codes that WeChat issued, or that WeChat answers with an error. */
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

/** The number of WeChat logins of each person. In strict mode each login changes the session key. */
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

/** Codes that the phone number button gives in place of encrypted data. */
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

/** The latest text message to each phone. */
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

/** Tokens that an API issued and stores. A self-contained token is stored only once it is revoked. */
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

/** The lists that every world has, whatever APIs it serves. */
export const sharedCollections = [people, codes, sessions, phoneCodes, smsCodes, tokens] as const
