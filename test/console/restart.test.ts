import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtCommand } from '../support/built.ts'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())

/** The command on a port; resolves when it is ready. */
const start = async (port: number): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(
    process.execPath,
    [await builtCommand(), '--port', String(port), '--memory', '--output', 'json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: (JSON.parse(line.toString()) as { url: string }).url }
}

const stop = async (child: ChildProcess): Promise<void> => {
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
}

it(
  'a page stays good when the server is stopped and another is started',
  { timeout: 60_000 },
  async () => {
    const first = await start(0)
    const page = await site.open()
    await page.goto(`${first.url}/__admin/#/cases?api=app-mini-user-auth`)
    await page
      .getByRole('button', { name: 'Answer with it: app-mini-user-auth/user-banned' })
      .waitFor()
    await stop(first.child)
    await page.getByText('Disconnected: trying again').waitFor()
    await page
      .getByRole('button', { name: 'Answer with it: app-mini-user-auth/user-banned' })
      .click()
    await page.getByRole('alert').getByText('The server does not answer').waitFor()
    // Another process gives its page another value than the first one did.
    const second = await start(Number(new URL(first.url).port))
    try {
      await page.locator('.state.live').waitFor()
      await page
        .getByRole('button', { name: 'Answer with it: app-mini-user-auth/user-banned' })
        .click()
      await page.locator('.in-use').getByText('user-banned').waitFor()
      const answer = (await (await shopLogin(second.url, 'after')).json()) as { code: number }
      expect(answer.code).not.toBe(0)
      await page.getByRole('link', { name: 'Latest:' }).click()
      await page.getByRole('row', { name: 'authcode "after"' }).waitFor()
    } finally {
      await stop(second.child)
    }
  },
)
