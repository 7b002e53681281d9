import { CommandError } from './usage-error.ts'

export interface AdminTarget {
  /** Origin of the server, with or without a path in front of `/__admin`. */
  readonly url: string
  readonly tenant?: string | undefined
  readonly adminToken?: string | undefined
}

/** The admin API of a running server. Every call throws CommandError when it cannot be had. */
export interface AdminClient {
  get<T>(path: string): Promise<T>
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** The answer itself, body unread. */
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
}

export const createAdminClient = ({ url, tenant, adminToken }: AdminTarget): AdminClient => {
  const root = `${url.replace(/\/+$/, '')}/__admin`
  const own = {
    ...(tenant === undefined ? {} : { 'X-Mock-Tenant': tenant }),
    ...(adminToken === undefined ? {} : { Authorization: `Bearer ${adminToken}` }),
  }
  const ask = async (path: string, request: RequestInit): Promise<Response> => {
    const response = await fetch(`${root}/${path}`, request).catch((error: unknown) => {
      throw new CommandError(whyNoAnswer(url, reasonOf(error)))
    })
    if (!response.ok) throw new CommandError(await refusalOf(response))
    return response
  }
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await (await ask(path, { method, ...sent(own, body) })).json()) as T
  return {
    get: (path) => send('GET', path),
    send,
    open: (path, headers = {}) => ask(path, { headers: { ...own, ...headers } }),
  }
}

/** OpenSSL's and node's own words for a certificate that is not believed. */
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/

const whyNoAnswer = (url: string, reason: string): string =>
  UNTRUSTED.test(reason)
    ? `The certificate of ${url} is not trusted (${reason}): start the server with --cert and --key, and name that certificate in NODE_EXTRA_CA_CERTS.`
    : `No server answers at ${url} (${reason}): is it running?`

type Names = Readonly<Record<string, string>>

const sent = (headers: Names, body: unknown): RequestInit =>
  body === undefined
    ? { headers }
    : { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) }

/** fetch wraps what really happened. */
const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message
}

/** The `detail` of a problem, or its status. */
const refusalOf = async (response: Response): Promise<string> => {
  const text = await response.text()
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown }
    if (typeof detail === 'string') return detail
  } catch {
    // Not a problem of ours: the status has to do.
  }
  return `The server answered ${response.status} ${response.statusText}.`
}
