import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMockServer } from '../../src/index.ts'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

describe('the list of requests', () => {
  it('shows what comes, at once, and why it was answered so', async () => {
    const page = await site.open()
    await page.locator('.state.live').waitFor()
    await fetch(`${site.mock.url}/api/Customer/AppAuthorizatio`)
    await page.getByRole('link', { name: 'AppAuthorizatio' }).click()
    await page.getByText('did you mean `AppAuthorization`').waitFor()
    expect(await page.locator('.change .wanted').innerText()).toBe('AppAuthorization')
    expect(page.problems).toEqual([])
  })

  it('says it in Chinese to who reads Chinese, and the exact message below', async () => {
    const page = await site.open('', { locale: 'zh-CN' })
    await fetch(`${site.mock.url}/api/Customer/AppAuthorizatio`)
    await page.getByRole('link', { name: 'AppAuthorizatio' }).click()
    await page.getByText('路径接近但不对').waitFor()
    await page.getByText('did you mean `AppAuthorization`').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'What was read' }).waitFor()
  })

  it('keeps its filters in the address, so that a link shows the same', async () => {
    await shopLogin(site.mock.url, 'first')
    await fetch(`${site.mock.url}/api/Customer/Nowhere`)
    const page = await site.open()
    await page.locator('.row').nth(1).waitFor()
    await page.getByLabel('Search path, headers, bodies').fill('has:notes nowhere')
    await expect.poll(() => page.locator('.row').count()).toBe(1)
    await page.getByLabel('Status').selectOption('404')
    const second = await site.open(new URL(page.url()).hash)
    await second.locator('.row').waitFor()
    expect(await second.locator('.row').count()).toBe(1)
    expect(await second.getByLabel('Search path, headers, bodies').inputValue()).toBe(
      'has:notes nowhere',
    )
  })

  it('waits while it is paused, and empties the server’s journal', async () => {
    const page = await site.open()
    await page.locator('.state.live').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await shopLogin(site.mock.url, 'one')
    await page.getByRole('button', { name: 'Resume (1 waiting)' }).click()
    await page.locator('.row').waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('button', { name: 'Sure?' }).click()
    await page.getByText('No requests yet').waitFor()
    const journal = (await (await fetch(`${site.mock.adminUrl}/requests`)).json()) as {
      requests: unknown[]
    }
    expect(journal.requests).toEqual([])
  })

  it('obeys / j k Enter Esc ?', async () => {
    await shopLogin(site.mock.url, 'older')
    await shopLogin(site.mock.url, 'newer')
    const page = await site.open()
    await page.locator('.row').nth(1).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('"newer"', { exact: true }).waitFor()
    await page.keyboard.press('j')
    await page.getByText('"older"', { exact: true }).waitFor()
    await page.keyboard.press('k')
    await page.getByText('"newer"', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Choose a request').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('older')
    await expect.poll(() => page.locator('.row').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  })

  it('masks secrets until they are asked for', async () => {
    await shopLogin(site.mock.url, '041KIFll2LRIW74DSzll2BlMpn4KIFlb')
    const page = await site.open()
    await page.locator('.row').click()
    await page.getByText('"token": "***"').waitFor()
    await page.getByRole('button', { name: 'Show secrets' }).click()
    await expect.poll(() => page.getByText('"token": "***"').count()).toBe(0)
  })

  it('sends a request again, and compares two', async () => {
    await shopLogin(site.mock.url, 'again')
    const page = await site.open()
    await page.locator('.row').click()
    await page.getByRole('button', { name: 'Send again' }).click()
    await expect.poll(() => page.locator('.row').count()).toBe(2)
    await page.getByRole('button', { name: 'Compare with the request chosen next' }).click()
    await page.locator('.row').first().click()
    await page.getByRole('heading', { name: 'Compare' }).waitFor()
    await page.getByRole('rowheader', { name: 'origin' }).waitFor()
  })

  it('shows entries with unknown and missing members', async () => {
    const page = await site.open()
    await page.locator('.state.live').waitFor()
    await page.route('**/__admin/requests?*', (route) =>
      route.fulfill({
        json: {
          requests: [
            { id: 'odd', new: { member: [] } },
            { id: 'odd2', request: null, mock: { notes: [{}, { kind: 'of-tomorrow' }] } },
          ],
        },
      }),
    )
    await page.reload()
    await expect.poll(() => page.locator('.row').count()).toBe(2)
    await page.locator('.row').first().click()
    await page.getByRole('heading', { name: 'Why' }).waitFor()
    expect(page.problems).toEqual([])
  })
})

describe('many requests', () => {
  it('make only the rows that are seen, and stay within bounds', { timeout: 120_000 }, async () => {
    const page = await site.open()
    await page.locator('.state.live').waitFor()
    const many = Array.from({ length: 100_000 }, (_, at) => ({
      id: `e${at}`,
      request: { method: 'GET', url: `/n/${at}`, loggedDate: at },
      response: { status: 200, body: 'x'.repeat(100) },
      mock: { case: 'a/b', decider: 'live', notes: [] },
    }))
    await page.route('**/__admin/events*', (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: many.map((entry) => `data: ${JSON.stringify(entry)}\n\n`).join(''),
      }),
    )
    await page.reload()
    await page.locator('.row').first().waitFor()
    await expect
      .poll(() => page.locator('.spacer').evaluate((one) => one.clientHeight), { timeout: 60_000 })
      .toBe(400_000)
    await page.getByText('/n/99999').waitFor()
    const heap = await page.evaluate(
      () =>
        (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
    )
    expect(heap).toBeLessThan(200_000_000)
    expect(await page.locator('.row').count()).toBeLessThan(60)
    const start = await page.evaluate(() => performance.now())
    for (const at of [100_000, 200_000, 399_000, 0])
      await page.locator('.rows').evaluate((box, top) => {
        box.scrollTop = top
        return new Promise((resolve) => requestAnimationFrame(resolve))
      }, at)
    expect((await page.evaluate(() => performance.now())) - start).toBeLessThan(2_000)
  })
})

describe('the connection', () => {
  it('is followed again when the server is back, and says meanwhile that it is lost', async () => {
    const own = await startConsole()
    try {
      const page = await own.open()
      await page.locator('.state.live').waitFor()
      await own.mock.close()
      await page.getByText('Disconnected: trying again').waitFor()
      const again = await createMockServer({ port: own.mock.port })
      await page.locator('.state.live').waitFor()
      await shopLogin(again.url, 'after the restart')
      await page.locator('.row').waitFor()
      await again.close()
    } finally {
      await own.close()
    }
  })
})
