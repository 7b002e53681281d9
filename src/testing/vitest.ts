import { inject, test as base, type TestAPI } from 'vitest'
import type { MockClient } from '../client/index.ts'
import { clientOfOwn, journalText } from './test-client.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly wechatLoginMock: { readonly url: string; readonly token: string } | undefined
  }
}

/** What a test is given. */
export interface WechatFixtures {
  /** A client on a tenant of this test's own, deleted afterwards. The application is to use its `url`. */
  readonly wechat: MockClient
}

/**
 * Vitest's `test` with `wechat`. The server is the one of `wechat-login-mock/vitest/setup`, else that of
 * WECHAT_LOGIN_MOCK_URL. A test that fails prints its journal.
 */
export const test: TestAPI<WechatFixtures> = base.extend<WechatFixtures>({
  wechat: async ({ task, onTestFailed }, use) => {
    const client = clientOfOwn('vitest', inject('wechatLoginMock'))
    onTestFailed(async () => {
      const text = journalText(await client.requests.list())
      await client.dispose()
      // The runner shows it beside the failure.
      console.error(`${task.name}: ${text}`)
    })
    await use(client)
    if (task.result?.state !== 'fail') await client.dispose()
  },
})
