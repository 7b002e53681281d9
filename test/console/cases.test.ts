import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const NAME = 'app-mini-user-auth/user-banned'
const admin = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(`${site.mock.adminUrl}${path}`, init)).json()) as T
const latestCase = async () =>
  (await admin<{ requests: { mock: { case: string } }[] }>('/requests?mock=true')).requests[0]?.mock
    .case

it('from the start to a banned user and the reason takes three clicks', async () => {
  const page = await site.open()
  let clicks = 0
  const click = async (locator: ReturnType<typeof page.locator>) => {
    clicks++
    await locator.click()
  }
  await click(page.getByRole('link', { name: 'Cases', exact: true }))
  await click(page.getByRole('button', { name: `Answer with it: ${NAME}` }))
  await page.locator('.in-use').getByText('user-banned').waitFor()
  await shopLogin(site.mock.url, 'anybody')
  await click(page.getByRole('link', { name: 'Latest:' }))
  await page.locator('article').getByText(NAME).first().waitFor()
  await page.locator('article .notes li').first().waitFor()
  expect(clicks).toBe(3)
  await page.getByRole('button', { name: 'Take off' }).click()
  await page.getByText('Every call is answered live').waitFor()
  expect(await admin('/use')).toEqual({ uses: [] })
  expect(page.problems).toEqual([])
})

it('a case says its code, message, basis and how it comes about, and whether it was seen', async () => {
  const page = await site.open('#/cases?text=user-banned&api=app-mini-user-auth')
  const row = page.locator('.cases li').filter({ hasText: /^user-banned/ })
  const text = await row.innerText()
  expect(text).toMatch(/Code -?\d+ · HTTP 200 · (documented|recorded|source|inferred)/)
  expect(text).toContain('Comes about live')
  expect(text).toMatch(/[\u4e00-\u9fff]/)
  await row.getByText('not yet').waitFor()
  await shopLogin(site.mock.url, 'x', { Prefer: 'example=user-banned' })
  await page.reload()
  await row.getByRole('link', { name: 'Seen 1 times' }).click()
  await page.locator('.row').waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('link', { name: '用例', exact: true }).click()
  await page.getByRole('heading', { name: 'app-mini-user-auth' }).waitFor()
  await page.reload()
  await page.getByRole('link', { name: '用例', exact: true }).waitFor()
})

it('what is copied of a case makes it: the header, the magic value, the line of a fixture', async () => {
  const page = await site.open('#/cases?text=user-banned&api=app-mini-user-auth')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = async (what: string) => {
    await page.getByRole('button', { name: `Copy as ${what}: ${NAME}`, exact: true }).click()
    await page.getByText('Copied').waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    await page.getByRole('status').getByRole('button', { name: 'Close' }).click()
    return text
  }
  const [name = '', value = ''] = (await copied('Header')).split(': ')
  await shopLogin(site.mock.url, 'x', { [name]: value })
  expect(await latestCase()).toBe(NAME)
  await admin('/requests', { method: 'DELETE' }).catch(() => undefined)
  await shopLogin(site.mock.url, await copied('Magic value'))
  expect(await latestCase()).toBe(NAME)
  await admin('/fixtures', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'copied', text: await copied('Fixture') }),
  })
  expect(await admin('/use')).toMatchObject({ uses: [{ case: NAME, api: 'app-mini-user-auth' }] })
})
