import { addressOf } from './address.ts'
import { createMockClient, type MockClient } from './mock-client.ts'

export interface ConnectOptions {
  /** Default: WECHAT_LOGIN_MOCK_URL, else http://127.0.0.1:5013. A tenant's prefix in it counts. */
  readonly url?: string | undefined
  /** Default: the one in the url, else the tenant of requests that name none. */
  readonly tenant?: string | undefined
  /** Where the server asks for one. Default: WECHAT_LOGIN_MOCK_ADMIN_TOKEN. */
  readonly token?: string | undefined
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Most milliseconds until an answer begins. Default 30,000. */
  readonly timeout?: number | undefined
  /** Another fetch: one that trusts a certificate, or takes a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Where a server is that nobody has told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:5013'

/**
 * A client of a running server; asks nothing yet. Throws RangeError for a url or tenant that cannot be.
 * Empty environment variables count as absent.
 */
export const connect = (options: ConnectOptions = {}): MockClient => {
  const { url, tenant, token, headers, timeout = 30_000, fetch = globalThis.fetch } = options
  return createMockClient({
    address: addressOf(url ?? environment('WECHAT_LOGIN_MOCK_URL') ?? DEFAULT_URL, tenant),
    token: token ?? environment('WECHAT_LOGIN_MOCK_ADMIN_TOKEN'),
    headers,
    timeout,
    fetch: (input, init) => fetch(input, init),
  })
}

/** A browser has no environment. */
const environment = (name: string): string | undefined => {
  const { process } = globalThis as {
    process?: { env?: Readonly<Record<string, string | undefined>> }
  }
  const value = process?.env?.[name]
  return value === '' ? undefined : value
}
