import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import { openPlatform } from './platform.ts'

const mock = await openPlatform()
const shop = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end('<title>shop</title>welcome back')
})
await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
const back = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/back`
const browser = await launchBrowser()
afterAll(async () => {
  await browser.close()
  shop.close()
  shop.closeAllConnections()
  await mock.server.close()
})

const evil = '<img src=x onerror="document.title=1">'
await mock.admin('PATCH', 'world', { people: [{ id: 'evil', nickname: evil }] })
const address = `${mock.server.url}/connect/oauth2/authorize?appid=wx0123456789abcdef&redirect_uri=${encodeURIComponent(back)}&response_type=code&scope=snsapi_userinfo&state=S1#wechat_redirect`

/** The page in a browser that runs no scripts of it. */
const open = async (options: Parameters<typeof browser.newContext>[0] = {}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

describe('the consent page in a browser', () => {
  it('takes a click back to the shop with a code', async () => {
    const page = await open()
    await page.click('text=王伟')
    await page.waitForURL(/\/back\?code=0\w{31}&state=S1/)
    expect(await page.textContent('body')).toBe('welcome back')
    await page.context().close()
  }, 120_000)

  it('takes the keyboard, and its form, too', async () => {
    const page = await open()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/back\?code=/)
    await page.goto(address)
    await page.fill('input[name=mock_person]', 'zhang-min')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/back\?code=/)
    await page.context().close()
  }, 60_000)

  it('folds the failures out, and stays when denied', async () => {
    const page = await open()
    await page.click('summary')
    await page.click('text=code-expired')
    await page.waitForURL(/\/back\?code=/)
    await page.goto(address)
    await page.click('a.deny')
    await page.waitForSelector('text=你拒绝了授权')
    await page.context().close()
  }, 60_000)

  it.each(['light', 'dark'] as const)(
    'fits a phone, %s',
    async (colorScheme) => {
      const page = await open({
        viewport: { width: 360, height: 640 },
        colorScheme,
        javaScriptEnabled: true,
      })
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width).toBe(360)
      const color = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      expect(color).toBe(colorScheme === 'dark' ? 'rgb(17, 17, 17)' : 'rgb(237, 237, 237)')
      expect(await page.title()).toBe('微信登录')
      expect(await page.locator('img, script').count()).toBe(0)
      expect(await page.locator('.name', { hasText: evil }).count()).toBe(1)
      await page.context().close()
    },
    60_000,
  )
})
