import { writeFile } from 'node:fs/promises'
import { test as base, type TestType } from '@playwright/test'
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test'
import { toHar } from '../client/requests.ts'
import type { MockClient } from '../client/index.ts'
import { createMockServer } from '../server/server.ts'
import { clientOfOwn, URL_VARIABLE } from './test-client.ts'

/** What a test is given. */
export interface WechatFixtures {
  /** A client on a tenant of this test's own, deleted afterwards. */
  readonly wechat: MockClient
}

/** What a worker's tests share. */
export interface WechatWorkerFixtures {
  /** The server: that of WECHAT_LOGIN_MOCK_URL, else one that the worker starts. */
  readonly wechatServer: { readonly url: string; readonly token?: string | undefined }
}

/**
 * Playwright's `test` with `wechat`. The pages and the API requests of a test send `X-Mock-Tenant`, so that
 * the application needs no other address. A test that fails attaches its journal, as JSON and as HAR.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & WechatFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & WechatWorkerFixtures
> = base.extend<WechatFixtures, WechatWorkerFixtures>({
  wechatServer: [
    // Playwright reads the fixtures that a function needs from its first parameter.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const url = process.env[URL_VARIABLE] ?? ''
      if (url !== '') {
        await use({ url })
        return
      }
      const server = await createMockServer()
      await use({ url: server.url, token: server.adminToken })
      await server.close()
    },
    { scope: 'worker' },
  ],
  wechat: async ({ wechatServer }, use, testInfo) => {
    const client = clientOfOwn('playwright', wechatServer)
    await use(client)
    if (testInfo.status !== testInfo.expectedStatus) {
      const entries = await client.requests.list()
      const contentType = 'application/json'
      // As files: reports in the terminal name no others.
      const attach = async (name: string, value: unknown): Promise<void> => {
        const path = testInfo.outputPath(name)
        await writeFile(path, JSON.stringify(value, null, 2))
        await testInfo.attach(name, { path, contentType })
      }
      await attach('wechat-journal.json', entries)
      await attach('wechat-journal.har', toHar(entries))
    }
    await client.dispose()
  },
  extraHTTPHeaders: async ({ wechat, extraHTTPHeaders }, use) => {
    await use({ ...extraHTTPHeaders, 'X-Mock-Tenant': wechat.tenantKey ?? '' })
  },
})
export { expect } from '@playwright/test'
