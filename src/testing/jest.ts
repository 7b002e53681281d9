import type { MockClient } from '../client/index.ts'
import { clientOfOwn, journalText } from './test-client.ts'

/** The functions that Jest puts into the global scope of a test file. */
interface JestGlobals {
  readonly beforeEach?: (act: () => void) => void
  readonly afterEach?: (act: () => Promise<void>) => void
}

/**
 * Returns a client with a new tenant for each test, and deletes the tenant afterwards. Call it at the top
 * of a test file. The server is the one that WECHAT_LOGIN_MOCK_URL names; `wechat-login-mock/jest/setup`
 * sets this variable. A failing test shows its journal. Throws an Error outside of Jest.
 */
export const useWechat = (): MockClient => {
  const { beforeEach, afterEach } = globalThis as JestGlobals
  if (beforeEach === undefined || afterEach === undefined)
    throw new Error('useWechat() needs Jest: call it in a test file, with `injectGlobals` on.')
  let current: MockClient | undefined
  beforeEach(() => {
    current = clientOfOwn('jest')
  })
  afterEach(async () => {
    const client = current
    current = undefined
    if (client === undefined) return
    const errors = errorsOfTest()
    if (errors.length > 0) append(errors, journalText(await client.requests.list()))
    await client.dispose()
  })
  return new Proxy({} as MockClient, {
    get: (_, name) => {
      if (current === undefined)
        throw new Error('The client of useWechat() is there in a test, and in its hooks, only.')
      return Reflect.get(current, name) as unknown
    },
  })
}

/**
 * The state that jest-circus keeps of the running test. An error may be paired with the error that marks
 * where it came from.
 */
type CircusErrors = unknown[]
interface CircusState {
  readonly currentlyRunningTest?: { readonly errors?: CircusErrors } | null
}

/**
 * Returns the errors of the running test. Jest does not tell hooks whether a test failed, but its runner
 * keeps the errors in the global scope.
 */
const errorsOfTest = (): CircusErrors => {
  const key = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  )
  const state = key === undefined ? undefined : (Reflect.get(globalThis, key) as CircusState)
  return state?.currentlyRunningTest?.errors ?? []
}

/** Appends a text to the message of the last error, which the report shows. */
const append = (errors: CircusErrors, text: string): void => {
  const last: unknown = errors.at(-1)
  const error: unknown = Array.isArray(last) ? (last[0] ?? last[1]) : last
  if (error instanceof Object && 'stack' in error && 'message' in error) {
    const { message, stack } = error as { message: string; stack: string }
    const longer = `${message}\n\n${text}`
    Object.assign(error, { message: longer, stack: stack.replace(message, () => longer) })
  } else console.error(text)
}
