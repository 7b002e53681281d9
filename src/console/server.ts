import { computed, signal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { connect, type MockClient } from '../client/mock-client.ts'
import { MockError, type AdminCallAnswer } from '../client/admin-caller.ts'
import { tenant, dependOn } from './route.ts'
import { t } from './texts.ts'
import { useMemo } from 'preact/hooks'

/**
 * The value that proves to the server that a call comes from its own page. Pages of other origins cannot
 * read it.
 */
const proof = document.querySelector<HTMLMetaElement>('meta[name="x-mock-console"]')?.content ?? ''

const TOKEN = 'wechat-login-mock.token'
const token = signal(sessionStorage.getItem(TOKEN))

/** True if the server requires the admin token and the page has no valid one. */
export const tokenNeeded = signal(false)

/**
 * Keeps the admin token in this tab. The link that a server prints at its start has it in the fragment:
 * `#token=…`.
 */
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

/**
 * Reloads the page, because a restarted server expects a new proof. Waits between reloads, so that the page
 * does not reload in a loop.
 */
const reload = (): void => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < AGAIN_MS) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  location.reload()
}

/** Detects that the server requires a token, or that the page belongs to an earlier server process. */
const watched: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.status === 401) tokenNeeded.value = true
  if (response.status === 403) reload()
  return response
}

/** Creates an admin client for a tenant. */
export const clientOf = (key: string) =>
  connect({
    url: location.origin,
    headers: { 'X-Mock-Console': proof },
    fetch: watched,
    ...(token.value === null ? {} : { token: token.value }),
    ...(key === 'default' ? {} : { tenant: key }),
  })

/** The admin client of the chosen tenant. */
export const client = computed(() => clientOf(tenant.value))

/** Returns the path of a data-plane request, with the prefix of the chosen tenant. */
export const dataPath = (path: string): string =>
  tenant.value === 'default' ? path : `/t/${encodeURIComponent(tenant.value)}${path}`

/**
 * Returns the message for a failed call: the server's refusal, a syntax error, or that no server answers.
 */
export const sentence = (error: unknown): string =>
  (error instanceof MockError && error.status !== 0) || error instanceof SyntaxError
    ? error.message
    : t('away')

/** Counts how often the event stream was restored. Data from before may be stale. */
export const comebacks = signal(0)

/** The cases in use, as last reported by the server. */
export const uses = signal<AdminCallAnswer<'getUses'>['uses']>([])

/** Loads the cases in use. */
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

/**
 * Loads data from the admin API. Loads it again for another tenant, after a lost connection, and when
 * `reload` is called.
 */
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
