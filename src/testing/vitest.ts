import { inject, test as base, type TestAPI } from 'vitest'
import type { MockClient } from '../client/index.ts'
import { clientOfOwn, journalText } from './test-client.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly wechatLoginMock: { readonly url: string; readonly token: string } | undefined
  }
}

/** The fixtures of a test. */
export interface WechatFixtures {
  /**
   * A client with a tenant for this test alone, which is deleted afterwards. The application must use its
   * `url`.
   */
  readonly wechat: MockClient
}

/**
 * Vitest's `test` with the fixture `wechat`. The server is the one of `wechat-login-mock/vitest/setup`, or
 * the one that WECHAT_LOGIN_MOCK_URL names. A failing test prints its journal.
 */
export const test: TestAPI<WechatFixtures> = base.extend<WechatFixtures>({
  wechat: async ({ task, onTestFailed }, use) => {
    const client = clientOfOwn('vitest', inject('wechatLoginMock'))
    onTestFailed(async () => {
      const text = journalText(await client.requests.list())
      await client.dispose()
      // Vitest shows this output beside the failure.
      console.error(`${task.name}: ${text}`)
    })
    await use(client)
    if (task.result?.state !== 'fail') await client.dispose()
  },
})
