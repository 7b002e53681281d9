import { adminCalls, type AdminCalls } from './admin-calls.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'

/** The name of an admin call: the `operationId` in the admin API's OpenAPI document. */
export type AdminCallId = keyof AdminCalls

interface Extras {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The input of an admin call: path parameters, query and body. */
export type AdminCallInput<Id extends AdminCallId> = Omit<AdminCalls[Id], 'answer'> & Extras
/** The answer of an admin call: parsed JSON. */
export type AdminCallAnswer<Id extends AdminCallId> = AdminCalls[Id]['answer']

/** The arguments after the call's name. The input is optional if the call requires none. */
export type AdminCallArguments<Id extends AdminCallId> =
  Partial<AdminCallInput<Id>> extends AdminCallInput<Id>
    ? [input?: AdminCallInput<Id>]
    : [input: AdminCallInput<Id>]

/** Makes any admin call for one tenant of a server. Every call rejects with MockError if it fails. */
export interface AdminCaller {
  /** Makes a call and resolves to its JSON answer. */
  readonly call: <Id extends AdminCallId>(
    id: Id,
    ...input: AdminCallArguments<Id>
  ) => Promise<AdminCallAnswer<Id>>
  /** Makes a call and resolves to the response with its body unread: for text, XML and streams. */
  readonly open: <Id extends AdminCallId>(
    id: Id,
    ...input: AdminCallArguments<Id>
  ) => Promise<Response>
}

export interface CallerOptions {
  readonly address: Address
  readonly token?: string | undefined
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The most milliseconds until the response begins. */
  readonly timeout: number
  readonly fetch: typeof globalThis.fetch
}

export const createAdminCaller = (options: CallerOptions): AdminCaller => {
  const root = `${baseOf(options.address)}/__admin`
  const own = {
    // Asks for the members that the mock adds to WireMock's shapes.
    'X-Mock-Judgement': 'true',
    ...options.headers,
    ...(options.token === undefined ? {} : { Authorization: `Bearer ${options.token}` }),
  }
  const open = async (id: AdminCallId, input: LooseInput = {}): Promise<Response> => {
    const [method, template] = adminCalls[id].split(' ') as [string, string]
    const path = filled(template, input)
    const call = `${method} ${path}`
    const { body, headers, signal } = input
    const json = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const response = await inTime(options.timeout, signal, (aborted) =>
      options.fetch(`${root}${path}`, {
        method,
        headers: { ...own, ...json, ...headers },
        signal: aborted,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    ).catch((cause: unknown) => {
      if (signal?.aborted === true) throw cause
      throw noAnswer(options.address.root, call, cause)
    })
    if (!response.ok) throw await refusalOf(response, call)
    return response
  }
  return {
    call: async <Id extends AdminCallId>(id: Id, ...[input]: AdminCallArguments<Id>) =>
      parsed(await (await open(id, input)).text()) as AdminCallAnswer<Id>,
    open: (id, ...[input]) => open(id, input),
  }
}

/** WireMock's API answers some calls with an empty body. */
const parsed = (text: string): unknown => (text === '' ? {} : (JSON.parse(text) as unknown))

interface LooseInput extends Extras {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
}
type Values = Readonly<Record<string, string | number | undefined>>

/** Fills the path's parameters in and appends the query. Leaves out undefined values. */
const filled = (template: string, { params = {}, query = {} }: LooseInput): string => {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((params as Values)[name])),
  )
  const pairs = Object.entries(query as Values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  )
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

/** Waits for the response until the timeout or the caller's abort. The body may take longer. */
const inTime = async (
  ms: number,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> => {
  const control = new AbortController()
  const stop = (): void => {
    control.abort(signal?.reason)
  }
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => {
    control.abort(new Error(`no answer within ${ms} ms`))
  }, ms)
  try {
    return await ask(control.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** The codes of OpenSSL and Node.js for an untrusted certificate. */
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/

const noAnswer = (url: string, call: string, cause: unknown): MockError => {
  const reason = reasonOf(cause)
  const message = UNTRUSTED.test(reason)
    ? `The certificate of ${url} is not trusted (${reason}): start the server with --cert and --key, and name that certificate in NODE_EXTRA_CA_CERTS.`
    : `No server answers at ${url} (${reason}): is it running?`
  return new MockError(message, { call, status: 0, reason, cause })
}

/** `fetch` wraps the real error as its cause. */
const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message
}

interface Refusal {
  readonly detail?: unknown
  readonly errors?: readonly {
    readonly title?: unknown
    readonly detail?: unknown
    readonly source?: { readonly pointer?: unknown } | null
  }[]
}

/** Creates an error with the `detail` of the problem, WireMock's titles, or the status. */
const refusalOf = async (response: Response, call: string): Promise<MockError> => {
  const { status, statusText } = response
  const { detail, errors = [] } = refusalIn(await response.text())
  const titles = errors.map((one) => [one.title, one.detail].filter(isText).join(': '))
  const sentence = isText(detail) ? detail : titles.join(' ')
  const pointer = errors[0]?.source?.pointer
  return new MockError(sentence || `The server answered ${status} ${statusText}.`, {
    call,
    status,
    ...(isText(pointer) ? { pointer } : {}),
  })
}

const refusalIn = (text: string): Refusal => {
  try {
    const refusal = JSON.parse(text) as Refusal | null
    return Array.isArray(refusal?.errors ?? []) ? (refusal ?? {}) : {}
  } catch {
    // The body is no refusal of the mock, so the message names the status only.
    return {}
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

type MockErrorFacts = Pick<MockError, 'call' | 'status'> &
  Partial<Pick<MockError, 'reason' | 'pointer'>> & { readonly cause?: unknown }

/** An admin call that failed. `message` is the server's sentence if the server gave one. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** Method and path below `/__admin`: `PUT /use`. */
  readonly call: string
  /** The HTTP status of the refusal; 0 if no server answered. */
  readonly status: number
  /** The network error if no server answered: `ECONNREFUSED`. */
  readonly reason: string | undefined
  /** The JSON pointer of the refused member of a stub mapping: `/request/urlPat`. */
  readonly pointer: string | undefined

  /**
   * Each entry file of the package has a copy of this class. `instanceof` accepts the errors of all copies.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Object && 'call' in value && Reflect.get(value, 'name') === 'MockError'
  }

  constructor(message: string, { call, status, reason, pointer, cause }: MockErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.call = call
    this.status = status
    this.reason = reason
    this.pointer = pointer
  }
}

/** The address of a mock, and the tenant to use. */
interface Address {
  /** The origin, plus the path if the mock is mounted in another server. Without the tenant's prefix. */
  readonly root: string
  /** Default: the tenant of requests without a prefix. */
  readonly tenant?: string
}

/** Matches `/t/<key>` at the end of an address. */
const PREFIX = new RegExp(`/t/(${TENANT_KEY.source.slice(1, -1)})$`)

/**
 * Parses an address such as `http://127.0.0.1:5013` or `http://127.0.0.1:5013/t/mine`. Throws RangeError if
 * the address or the tenant is invalid.
 */
export const addressOf = (url: string, tenant?: string): Address => {
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
    throw new RangeError(
      `The url ${JSON.stringify(url)} cannot be: use one such as http://127.0.0.1:5013.`,
    )
  const plain = url.replace(/\/+$/, '')
  const [prefix, own] = PREFIX.exec(plain) ?? []
  const root = prefix === undefined ? plain : plain.slice(0, -prefix.length)
  const key = tenant ?? own
  return key === undefined ? { root } : { root, tenant: tenantKey(key) }
}

/** Returns the key. Throws RangeError if the key is invalid. */
export const tenantKey = (key: string): string => {
  if (TENANT_KEY.test(key)) return key
  throw new RangeError(
    `The tenant ${JSON.stringify(key)} cannot be: a key has 1 to 64 of A-Z a-z 0-9 . _ -.`,
  )
}

/** Returns the URL to which the application under test sends its requests. */
export const baseOf = ({ root, tenant }: Address): string =>
  tenant === undefined ? root : `${root}/t/${tenant}`
