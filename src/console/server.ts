import { computed, signal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { connect, type MockClient } from '../client/mock-client.ts'
import { MockError, type AdminCallAnswer } from '../client/admin-caller.ts'
import { tenant, dependOn } from './route.ts'
import { t } from './texts.ts'
import { useMemo } from 'preact/hooks'

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

/** What a failed call says: the server's refusal, what is wrong with a text, or that no server answers. */
export const sentence = (error: unknown): string =>
  (error instanceof MockError && error.status !== 0) || error instanceof SyntaxError
    ? error.message
    : t('away')

/** How often the stream of requests came back: what was asked before may be old. */
export const comebacks = signal(0)

/** The cases in use, as the server last said. */
export const uses = signal<AdminCallAnswer<'getUses'>['uses']>([])

/** Asks for the cases in use. */
export const loadUses = async (): Promise<void> => {
  uses.value = (await client.value.call('getUses')).uses
}

/** Answers the next calls with a case. */
export const useCase = async (body: {
  readonly case: string
  readonly api?: string
  readonly times?: number
}): Promise<void> => {
  uses.value = (await client.value.call('useCase', { body })).uses
}

interface Resource<T> {
  readonly value: ReadonlySignal<T | undefined>
  readonly error: ReadonlySignal<string>
  readonly reload: () => void
}

/** What the admin API answers: asked for once, and again for another tenant, after a lost connection, or by `reload`. */
export const useResource = <T>(ask: (client: MockClient) => Promise<T>): Resource<T> => {
  const state = useMemo(() => {
    const turn = signal(0)
    return {
      value: signal<T | undefined>(undefined),
      error: signal(''),
      turn,
      reload: () => {
        turn.value++
      },
    }
  }, [])
  useSignalEffect(() => {
    dependOn(state.turn, comebacks)
    if (tokenNeeded.value) return
    let current = true
    ask(client.value).then(
      (answer) => {
        if (!current) return
        state.value.value = answer
        state.error.value = ''
      },
      (error: unknown) => {
        if (current) state.error.value = sentence(error)
      },
    )
    return () => {
      current = false
    }
  })
  return state
}
