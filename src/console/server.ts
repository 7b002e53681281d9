import { computed, signal } from '@preact/signals'
import { connect } from '../client/mock-client.ts'
import { MockError } from '../client/admin-caller.ts'
import { tenant } from './route.ts'

/** The value by which the server knows its own page; other origins cannot read it. */
const proof = document.querySelector<HTMLMetaElement>('meta[name="x-mock-console"]')?.content ?? ''

const TOKEN = 'wechat-login-mock.token'
const token = signal(sessionStorage.getItem(TOKEN))

/** True when the server asks for the admin token and the page has none that fits. */
export const tokenNeeded = signal(false)

/** Keeps the admin token for this tab. The banner's link carries it in the fragment: `#token=…`. */
export const keepToken = (text: string): void => {
  sessionStorage.setItem(TOKEN, text)
  token.value = text
  tokenNeeded.value = false
}

const given = /[#&?]token=([^&]+)/.exec(location.hash)?.[1]
if (given !== undefined) {
  keepToken(decodeURIComponent(given))
  history.replaceState(null, '', location.pathname)
}

const RELOADED = 'wechat-login-mock.reloaded'
const AGAIN_MS = 5_000

/** A server that was started anew knows another value: the page is loaded again, but not over and over. */
const reload = (): void => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < AGAIN_MS) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  location.reload()
}

/** Notes when the server wants a token, and when the page is that of an earlier process. */
const watched: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.status === 401) tokenNeeded.value = true
  if (response.status === 403) reload()
  return response
}

/** The admin API of a tenant, the chosen one unless said. */
export const clientOf = (key: string) =>
  connect({
    url: location.origin,
    headers: { 'X-Mock-Console': proof },
    fetch: watched,
    ...(token.value === null ? {} : { token: token.value }),
    ...(key === 'default' ? {} : { tenant: key }),
  })

/** The admin API of the chosen tenant. */
export const client = computed(() => clientOf(tenant.value))

/** Path of a data-plane request of the chosen tenant. */
export const dataPath = (path: string): string =>
  tenant.value === 'default' ? path : `/t/${encodeURIComponent(tenant.value)}${path}`

/** What a failed call says; undefined when no server answered. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof MockError && error.status !== 0 ? error.message : undefined
