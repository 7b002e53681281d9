import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const views = [
  ...['requests', 'cases', 'try', 'world/people', 'world/site', 'world/phone'],
  ...['world/snapshots', 'clock', 'stubs', 'tenants'],
]

const json = (path: string, body: object) =>
  fetch(`${site.mock.adminUrl}${path}`, {
    method: path === '/use' ? 'PUT' : 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Something in every view. */
const prepare = async (): Promise<void> => {
  await json('/wechat/codes', {})
  await json('/mappings', {
    name: 'a stub with a name of some length',
    scenarioName: 'a scenario with a name',
    request: { urlPath: `/${'long'.repeat(30)}`, headers: { 'X-A': { equalTo: 'one' } } },
    response: { status: 200 },
  })
  await fetch(`${site.mock.adminUrl}/snapshots/first`, { method: 'PUT' })
  await shopLogin(site.mock.url, 'one')
  await fetch(`${site.mock.url}/${'long'.repeat(30)}`, { headers: { 'X-A': 'x'.repeat(200) } })
  await fetch(`${site.mock.url}/api/Customer/Nowher`)
  await json('/use', { case: 'app-mini-user-auth/user-banned', api: 'app-mini-user-auth' })
  await shopLogin(site.mock.url, 'two')
}

/** Each view, that of a request first. */
const visit = async (
  page: Awaited<ReturnType<ConsoleTest['open']>>,
  look: (view: string) => Promise<void>,
): Promise<void> => {
  await page.locator('.row').nth(1).click()
  await page.locator('article .part').first().waitFor()
  await look('a request')
  for (const view of views) {
    await page.goto(`${site.mock.adminUrl}/#/${view}`)
    await page.locator('main :is(table, form, .row, .cases, .part)').first().waitFor()
    await look(view)
  }
}

it.each([
  ['light', 'zh-CN'],
  ['dark', 'en-US'],
] as const)(
  'axe finds nothing in any view, in %s in %s',
  async (colorScheme, locale) => {
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    )
    await prepare()
    const page = await site.open('', { colorScheme, locale })
    const found: unknown[] = []
    await visit(page, async (view) => {
      await page.evaluate(axe)
      const { violations } = await page.evaluate<{
        violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
      }>('axe.run()')
      for (const { id, nodes } of violations)
        found.push({ view, id, html: nodes[0]?.html, why: nodes[0]?.failureSummary })
    })
    expect(found).toEqual([])
  },
  120_000,
)

it.each(['en-US', 'zh-CN'])('needs no sideways scrolling at 360 px in %s', async (locale) => {
  await prepare()
  const page = await site.open('', { locale, viewport: { width: 360, height: 700 } })
  await visit(page, async (view) => {
    expect([
      view,
      await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.querySelector('main')?.scrollWidth,
      ]),
    ]).toEqual([view, [360, 360]])
  })
})
