import type { MockClient } from '../client/index.ts'
import { clientOfOwn, journalText } from './test-client.ts'

/** Jest's own, which it puts in the global scope of a test file. */
interface JestGlobals {
  readonly beforeEach?: (act: () => void) => void
  readonly afterEach?: (act: () => Promise<void>) => void
}

/**
 * A client on another tenant for each test of the file, deleted afterwards: to be called at the top of
 * the file. The server is that of WECHAT_LOGIN_MOCK_URL, which `wechat-login-mock/jest/setup` sets. A test
 * that fails shows its journal. Throws an Error outside of Jest.
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

/** What jest-circus keeps of the running test: an error is kept beside the place it came from. */
type CircusErrors = unknown[]
interface CircusState {
  readonly currentlyRunningTest?: { readonly errors?: CircusErrors } | null
}

/** Jest tells no hook whether the test failed; its runner keeps that in the global scope. */
const errorsOfTest = (): CircusErrors => {
  const key = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  )
  const state = key === undefined ? undefined : (Reflect.get(globalThis, key) as CircusState)
  return state?.currentlyRunningTest?.errors ?? []
}

/** Puts a text below the message of the last error: there the report shows it. */
const append = (errors: CircusErrors, text: string): void => {
  const last: unknown = errors.at(-1)
  const error: unknown = Array.isArray(last) ? (last[0] ?? last[1]) : last
  if (error instanceof Object && 'stack' in error && 'message' in error) {
    const { message, stack } = error as { message: string; stack: string }
    const longer = `${message}\n\n${text}`
    Object.assign(error, { message: longer, stack: stack.replace(message, () => longer) })
  } else console.error(text)
}
