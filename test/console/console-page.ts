import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { launchBrowser } from '../support/browser.ts'

/** A mock with the built page, and a browser. Whoever starts one closes it. */
export interface ConsoleTest {
  readonly mock: MockServer
  /** Opens the page. `problems` collects what the browser's console says. */
  readonly open: (
    fragment?: string,
    options?: BrowserContextOptions,
  ) => Promise<Page & { readonly problems: string[] }>
  /** Closes every page that was opened, and puts the server back to its start. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export const startConsole = async (
  options: Parameters<typeof createMockServer>[0] = {},
): Promise<ConsoleTest> => {
  const mock = await createMockServer({ clock: '2026-01-29T07:00:34Z', ...options })
  const browser: Browser = await launchBrowser()
  return {
    mock,
    open: async (fragment = '', contextOptions = {}) => {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        ...contextOptions,
      })
      const page = await context.newPage()
      // Before the test's own end: the error then says what was waited for.
      page.setDefaultTimeout(15_000)
      const problems: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text())
      })
      page.on('pageerror', (error) => problems.push(String(error)))
      await page.goto(`${mock.url}/__admin/${fragment}`)
      return Object.assign(page, { problems })
    },
    reset: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()))
      await fetch(`${mock.adminUrl}/reset`, { method: 'POST' })
    },
    close: async () => {
      await browser.close()
      await mock.close()
    },
  }
}

/** A login of the shop. */
export const shopLogin = (url: string, authcode: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ authcode }),
  })
