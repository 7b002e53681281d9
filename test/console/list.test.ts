import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

/** The paths of the rows, the newest first. */
const paths = (page: Awaited<ReturnType<ConsoleTest['open']>>) =>
  page.locator('.row .path').allInnerTexts()

describe('the filters', () => {
  it('leave what fits, and a link shows the same', async () => {
    await prepare()
    const page = await site.open()
    const linked = await site.open()
    for (const [name, value, path] of [
      ['Search', 'shopbody', '/api.php?s=user/appminiuserauth'],
      ['Search', 'x-front: shopheader', '/api.php?s=user/appminiuserauth'],
      ['Search', 'nowhere', '/api/Customer/Nowhere'],
      ['Search', 'has:notes', '/api/Customer/Nowhere'],
      ['API', 'app-mini-user-auth', '/api.php?s=user/appminiuserauth'],
      ['Case', 'app-authorization/not-found', '/api/Customer/Nowhere'],
      ['Status', '201', '/stubbed'],
      ['Decided by', 'stub', '/stubbed'],
    ] as const) {
      await page.goto(`${site.mock.adminUrl}/#/requests`)
      await expect.poll(async () => (await paths(page)).length).toBe(3)
      if (name === 'Search') await page.getByRole('searchbox').fill(value)
      else await page.getByRole('combobox', { name }).selectOption(value)
      await expect.poll(() => paths(page)).toEqual([path])
      await linked.goto(page.url())
      await expect.poll(() => paths(linked)).toEqual([path])
    }
  })

  it('With notes and Unmatched are on until they are pressed again', async () => {
    await prepare()
    const page = await site.open()
    await page.locator('.row').nth(2).waitFor()
    for (const name of ['With notes', 'Unmatched']) {
      await page.getByRole('button', { name }).click()
      await expect.poll(() => paths(page)).toEqual(['/api/Customer/Nowhere'])
      await page.getByRole('button', { name }).click()
      await expect.poll(async () => (await paths(page)).length).toBe(3)
    }
    await page.getByLabel('Search path, headers, bodies').fill('no such thing')
    await page.getByText('No request fits the filters').waitFor()
    await page.getByRole('button', { name: 'Drop the filters' }).click()
    await expect.poll(async () => (await paths(page)).length).toBe(3)
  })

  const prepare = async () => {
    await fetch(`${site.mock.adminUrl}/mappings`, {
      method: 'POST',
      body: JSON.stringify({ request: { url: '/stubbed' }, response: { status: 201 } }),
    })
    await shopLogin(site.mock.url, 'shopbody', { 'X-Front': 'shopheader' })
    await fetch(`${site.mock.url}/stubbed`)
    await fetch(`${site.mock.url}/api/Customer/Nowhere`)
  }
})

describe('the list', () => {
  it('loads older requests, and keeps the chosen row in sight when keys choose', async () => {
    for (let count = 0; count < 230; count += 10)
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => fetch(`${site.mock.url}/sns/auth?n=${count + at}`)),
      )
    const page = await site.open()
    const height = () => page.locator('.spacer').evaluate((one) => one.clientHeight)
    await expect.poll(height).toBe(200 * 40)
    for (let count = 0; count < 40; count++) await page.keyboard.press('j')
    const box = await page.locator('.rows').boundingBox()
    const row = await page.locator('.row.current').boundingBox()
    expect(row?.y).toBeGreaterThan(box?.y ?? 0)
    expect((row?.y ?? 0) + 40).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0))
    await page.getByRole('button', { name: 'Load older' }).click()
    await expect.poll(height).toBe(230 * 40)
    expect(await page.getByRole('button', { name: 'Load older' }).count()).toBe(0)
  })

  it('shows the same in a second tab, and after a reload the same request', async () => {
    const page = await site.open()
    await page.locator('.state.live').waitFor()
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.locator('.state.live').waitFor()
    await shopLogin(site.mock.url, 'both')
    await page.locator('.row').click()
    await second.locator('.row').waitFor()
    await page.getByText('"both"', { exact: true }).waitFor()
    await page.reload()
    await page.getByText('"both"', { exact: true }).waitFor()
    await second.getByRole('link', { name: 'Cases', exact: true }).click()
    await second
      .getByRole('button', { name: 'Answer with it: app-mini-user-auth/user-banned' })
      .click()
    await page.locator('.in-use').getByText('user-banned').waitFor()
  })
})
