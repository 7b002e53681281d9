import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

/** Markup that would run, and the ways in which it may be written. */
const EVIL = '"><img src=x onerror="document.title=777"><script>document.title=777</script>'
const HTML_ENCODED =
  '&lt;img src=x onerror=document.title=777&gt;&#60;svg onload=document.title=777&#62;'
const forms = [
  EVIL,
  HTML_ENCODED,
  encodeURIComponent(EVIL),
  'javascript:document.title=777',
  '{{7*7}}${7*7}',
]

const json = (path: string, method: string, body: object) =>
  fetch(`${site.mock.adminUrl}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Nothing of the texts became an element or ran. */
const expectUnharmed = async (page: Awaited<ReturnType<ConsoleTest['open']>>) => {
  expect(await page.locator('img, svg, iframe, object').count()).toBe(0)
  expect(await page.locator('script').count()).toBe(1)
  expect(await page.title()).not.toContain('777')
  expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0)
  expect(page.problems).toEqual([])
}

describe('markup is text', () => {
  it.each(forms)(
    'in requests, the world, stubs, scenarios, snapshots and cases in use: %s',
    async (text) => {
      await shopLogin(site.mock.url, text, {
        'X-Note': text,
        'User-Agent': text,
        Cookie: `a=${text}`,
      })
      await fetch(
        `${site.mock.url}/api/Customer/${encodeURIComponent(text)}?${encodeURIComponent(text)}=1`,
      )
      await json('/world', 'PATCH', {
        people: [{ id: text, nickname: text, avatar: text, phone: text }],
      })
      await json('/mappings', 'POST', {
        name: text,
        scenarioName: text,
        requiredScenarioState: 'Started',
        newScenarioState: text,
        request: { urlPath: '/x', headers: { 'X-A': { equalTo: text } } },
        response: { status: 200, body: text },
      })
      await fetch(`${site.mock.url}/x`, { headers: { 'X-A': `${text}!` } })
      await json(`/snapshots/${encodeURIComponent('<b>bold')}`, 'PUT', {})
      const page = await site.open()
      const rows = page.locator('.row')
      await rows.nth(2).waitFor()
      for (const nth of [0, 1, 2]) {
        await rows.nth(nth).click()
        await page.locator('article .part').nth(4).waitFor()
        await expectUnharmed(page)
      }
      for (const view of [
        'world/people',
        'world/phone',
        'world/snapshots',
        'stubs',
        'cases',
        'clock',
      ]) {
        await page.goto(`${site.mock.adminUrl}/#/${view}`)
        await page.locator('main :is(table, select, .part)').first().waitFor()
        await expectUnharmed(page)
      }
      await page.goto(`${site.mock.adminUrl}/#/world/people`)
      await page.getByText(text.slice(0, 60)).first().waitFor()
    },
  )

  it('in the address: view, request, filters, tenant, operation', async () => {
    const text = encodeURIComponent(EVIL)
    const page = await site.open()
    for (const fragment of [
      `#/${text}`,
      `#/requests/${text}`,
      `#/requests?text=${text}&api=${text}&case=${text}&status=${text}&decider=${text}`,
      `#/requests?tenant=${text}`,
      `#/world/${text}?text=${text}`,
      `#/try?operation=${text}`,
      '#/requests/%E0%A4%A?text=%E0%A4%A',
      '#/world/__proto__',
      '#/try?operation=constructor',
    ]) {
      await page.goto(`${site.mock.adminUrl}/${fragment}`)
      await page.locator('main > *').last().waitFor()
      expect(await page.locator('img, svg, iframe').count()).toBe(0)
      expect(await page.title()).not.toContain('777')
    }
  })
})

it('the page lets nothing else in, and tells nobody where it is', async () => {
  const { headers } = await fetch(`${site.mock.adminUrl}/`, { headers: { Accept: 'text/html' } })
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  const page = await site.open()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).origin))
  await page.reload()
  await page.locator('.state.live').waitFor()
  expect(new Set(asked)).toEqual(new Set([site.mock.url]))
})
