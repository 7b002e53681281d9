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

/** The fixtures of a test. */
export interface WechatFixtures {
  /** A client with a tenant for this test alone, which is deleted afterwards. */
  readonly wechat: MockClient
}

/** The fixtures that the tests of a worker share. */
export interface WechatWorkerFixtures {
  /** The server that WECHAT_LOGIN_MOCK_URL names, or one that the worker starts. */
  readonly wechatServer: { readonly url: string; readonly token?: string | undefined }
}

/**
 * Playwright's `test` with the fixture `wechat`. Pages and API requests of a test send `X-Mock-Tenant`, so
 * that the application keeps its usual address. A failing test attaches its journal, as JSON and as HAR.
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
      // Attached as files, because reports in a terminal name only files.
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
