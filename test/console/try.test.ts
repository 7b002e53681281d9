import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

interface Sent {
  readonly request: { readonly headers: Readonly<Record<string, string>>; readonly url: string }
  readonly mock: { readonly case: string }
}
const latest = async (): Promise<Sent | undefined> => {
  const answer = await fetch(`${site.mock.adminUrl}/requests?mock=true`)
  return ((await answer.json()) as { requests: Sent[] }).requests[0]
}

describe('a form of Try', () => {
  it('sends its example as JSON, XML and as a form, and shows the raw answer', async () => {
    const page = await site.open('#/try?operation=app-authorization')
    const format = page.getByRole('combobox', { name: 'Format' })
    for (const type of [
      'text/json',
      'application/xml',
      'text/xml',
      'application/x-www-form-urlencoded',
    ]) {
      await format.selectOption(type)
      await page.getByRole('button', { name: 'Send' }).click()
      await expect.poll(async () => (await latest())?.request.headers['Content-Type']).toMatch(type)
      expect([type, (await latest())?.mock.case]).toEqual([type, 'app-authorization/success'])
    }
    await page.getByRole('heading', { name: 'Answer 200' }).waitFor()
    await page.getByRole('row', { name: 'content-type' }).waitFor()
    await page.getByRole('region', { name: 'Answer: Body' }).getByText('"').first().waitFor()
  })

  it('sends a form of several parts', async () => {
    const page = await site.open('#/try?operation=app-mini-user-auth')
    await page.getByRole('combobox', { name: 'Format' }).selectOption('multipart/form-data')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Answer' }).waitFor()
    expect((await latest())?.mock.case).toBe('app-mini-user-auth/success')
  })

  it('is signed anew when its code changes, and as it was typed otherwise', async () => {
    const page = await site.open('#/try?operation=offiaccount-auth-login')
    await page
      .locator('label.field', { hasText: /^code/ })
      .locator('input')
      .fill('another-code-of-the-form')
    expect(
      await page
        .locator('label.field', { hasText: /^signature/ })
        .locator('input')
        .inputValue(),
    ).toBe('')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Answer' }).waitFor()
    expect((await latest())?.mock.case).toBe('offiaccount-auth-login/success')
    await page
      .locator('label.field', { hasText: /^signature/ })
      .locator('input')
      .fill('typed')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect.poll(async () => (await latest())?.request.url).toContain('signature=typed')
    await page.getByRole('link', { name: 'See why, under Requests' }).click()
    await page.locator('.row').first().waitFor()
  })
})
