import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const CODE = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

interface Sent {
  readonly request: { readonly url: string; readonly body: string }
  readonly mock: { readonly case: string }
}
const journal = async (): Promise<readonly Sent[]> =>
  (
    (await (await fetch(`${site.mock.adminUrl}/requests?mock=true`)).json()) as {
      requests: Sent[]
    }
  ).requests

/** The page with the newest request open. */
const openFirst = async (): Promise<Page> => {
  const page = await site.open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.locator('.row').first().click()
  await page.locator('article').waitFor()
  return page
}

const copiedAs = async (page: Page, name: string): Promise<string> => {
  await page.getByLabel('Copy as').selectOption(name)
  await page.getByText('Copied').waitFor()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await page.getByRole('status').getByRole('button', { name: 'Close' }).click()
  return text
}

describe('a request', () => {
  it('says why, what was read, what was sent, what was answered, and how long it took', async () => {
    await shopLogin(site.mock.url, CODE, { Prefer: 'example=user-banned, delay=20' })
    const page = await openFirst()
    expect(await page.locator('article .part > h3').allInnerTexts()).toEqual([
      'Why',
      'What was read',
      'Request as sent',
      'Answer',
      'Timing',
    ])
    await page.getByRole('row', { name: `authcode "${CODE}"` }).waitFor()
    await page.getByRole('row', { name: 'prefer example=user-banned' }).waitFor()
    await page.getByText('delayed by 20 ms').waitFor()
  })

  it('has its JSON and XML pretty, or as they are', async () => {
    await fetch(`${site.mock.url}/api/Customer/AppAuthorization`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml', Accept: 'text/xml' },
      body: '<VMWechatUserModel><nickname>a</nickname></VMWechatUserModel>',
    })
    const page = await openFirst()
    const sent = page.getByRole('region', { name: 'Request as sent: Body' })
    expect(await sent.innerText()).toBe(
      '<VMWechatUserModel>\n  <nickname>a</nickname>\n</VMWechatUserModel>',
    )
    await page.getByRole('button', { name: 'Pretty: Request as sent' }).click()
    await expect
      .poll(() => sent.innerText())
      .toBe('<VMWechatUserModel><nickname>a</nickname></VMWechatUserModel>')
    await page.getByRole('button', { name: 'Pretty: Answer' }).waitFor()
    await shopLogin(site.mock.url, CODE)
    await page.locator('.row').nth(1).waitFor()
    await page.locator('.row').first().click()
    await expect.poll(() => sent.innerText()).toBe(`{\n  "authcode": "${CODE}"\n}`)
  })

  it('is copied as curl and as fetch, which ask the same again', async () => {
    await shopLogin(site.mock.url, `it's "${CODE}"`)
    const page = await openFirst()
    const curl = await copiedAs(page, 'curl')
    await promisify(execFile)('sh', ['-c', `${curl} -s -o /dev/null`])
    await page.evaluate(`(async () => { ${await copiedAs(page, 'fetch')} })()`)
    const [third, second, first] = await journal()
    for (const again of [third, second])
      expect([again?.request.url, again?.request.body]).toEqual([
        first?.request.url,
        first?.request.body,
      ])
  })

  it.each(['wx', 'uni'])('is copied as %s.request, which asks the same', async (name) => {
    await shopLogin(site.mock.url, CODE)
    const page = await openFirst()
    const text = await copiedAs(page, `${name}.request`)
    const asked = await page.evaluate(
      `(() => { let asked; const ${name} = { request: (one) => (asked = JSON.stringify(one)) }; ${text}; return asked })()`,
    )
    expect(JSON.parse(asked as string)).toMatchObject({
      url: expect.stringMatching(/^http:.*s=user\/appminiuserauth/) as string,
      method: 'POST',
      header: { 'Content-Type': 'application/json' },
      data: JSON.stringify({ authcode: CODE }),
    })
  })

  it('is copied as a stub that answers it, and as HAR', async () => {
    await shopLogin(site.mock.url, CODE, { Prefer: 'example=user-banned' })
    const page = await openFirst()
    const text = await copiedAs(page, 'stub (YAML)')
    const added = await fetch(`${site.mock.adminUrl}/fixtures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'copied', text }),
    })
    expect([added.status, await added.text()]).toMatchObject([200, expect.anything()])
    const answer = (await (await shopLogin(site.mock.url, 'other')).json()) as { code: number }
    expect(answer.code).not.toBe(0)
    const { log } = JSON.parse(await copiedAs(page, 'HAR')) as {
      log: { entries: { request: { postData: { text: string } } }[] }
    }
    expect(log.entries[0]?.request.postData.text).toBe(JSON.stringify({ authcode: CODE }))
  })

  it('is edited and sent, the answer beside it', async () => {
    await shopLogin(site.mock.url, CODE)
    const page = await openFirst()
    await page.getByRole('button', { name: 'Edit and send' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Headers').fill('Content-Type: application/json\nPrefer: code=404')
    await dialog.getByLabel('Body').fill('{"authcode":"edited"}')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByRole('heading', { name: 'Answer' }).waitFor()
    const [edited] = await journal()
    expect(edited?.request.body).toBe('{"authcode":"edited"}')
  })

  it('is found by its address when the list has not loaded it, and said to be gone when it is', async () => {
    await shopLogin(site.mock.url, CODE)
    const page = await openFirst()
    const { hash } = new URL(page.url())
    await page.route('**/__admin/requests?*', (route) => route.fulfill({ json: { requests: [] } }))
    await page.reload()
    await page.getByRole('row', { name: `authcode "${CODE}"` }).waitFor()
    const other = await site.open(hash.replace(/[0-9a-f]{4}$/, 'zzzz'))
    await other.getByText('This request is no longer kept.').waitFor()
  })
})
