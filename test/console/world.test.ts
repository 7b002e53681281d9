import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const admin = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(`${site.mock.adminUrl}${path}`, init)).json()) as T
const people = async () => (await admin<{ people: { id: string }[] }>('/world')).people

describe('the world', () => {
  it('is found in by any text, and the search stays in the address', async () => {
    const page = await site.open('#/world/people')
    await page.getByRole('searchbox').fill('13900139002')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('cell', { name: 'wang-wei', exact: true }).waitFor()
    expect(page.url()).toContain('text=13900139002')
    await page.getByRole('searchbox').fill('nobody at all')
    await page.getByText('This list is empty').waitFor()
  })

  it('makes encrypted data that logs in, and shows text messages', async () => {
    const page = await site.open('#/world/phone')
    await page.getByLabel('Person').selectOption('wang-wei')
    await page.getByRole('button', { name: 'Give a login code' }).click()
    const given = (name: string) =>
      page.getByRole('row', { name: new RegExp(`^${name} `) }).locator('td code')
    const code = await given('code').innerText()
    await page.getByRole('button', { name: 'Make encrypted phone data' }).click()
    const encryptedData = await given('encryptedData').innerText()
    const iv = await given('iv').innerText()
    const login = await fetch(`${site.mock.url}/api/WxSmallApp/LoginWithPhone`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, phoneString: JSON.stringify({ encryptedData, iv }) }),
    })
    expect(await login.json()).toMatchObject({ ErrorMessage: null })
    await page.getByText('No text message was sent').waitFor()
    await admin('/sms', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ mobile: '13800138000' }),
    })
    await page.reload()
    await page.getByRole('listitem').getByText('13800138000').waitFor()
  })

  it('is restored from a snapshot, exported and imported', async () => {
    const before = await people()
    const page = await site.open('#/world/snapshots')
    await page.getByLabel('Name').fill('start')
    await page.getByRole('button', { name: 'Keep the world as it is' }).click()
    await page.getByRole('listitem').getByText('start').waitFor()
    await admin('/world', { method: 'PATCH', body: JSON.stringify({ people: [{ id: 'extra' }] }) })
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    const file = await (await download).path()
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      people: [...before, { id: 'extra' }],
    })
    await page.getByRole('button', { name: 'Restore: start' }).click()
    await page.getByRole('button', { name: 'Sure? Restore: start' }).click()
    await expect.poll(people).toEqual(before)
    await page.getByLabel('Import').setInputFiles(file)
    await expect.poll(async () => (await people()).at(-1)?.id).toBe('extra')
    await page.getByLabel('Import').setInputFiles({
      name: 'broken.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"people":[{'),
    })
    await page.getByRole('alert').getByText('JSON').waitFor()
    await page.getByRole('button', { name: 'Remove: start' }).click()
    await page.getByRole('button', { name: 'Sure? Remove: start' }).click()
    await page.getByText('No snapshot yet').waitFor()
  })
})

describe('the clock', () => {
  it('is moved by five minutes and 30 days, frozen, set, and says how many end', async () => {
    await admin('/wechat/codes', { method: 'POST' })
    await admin('/clock', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ offsetMs: 0, frozen: false }),
    })
    const page = await site.open('#/clock')
    await page.getByText('runs with real time').waitFor()
    await page.getByRole('button', { name: 'Freeze' }).click()
    await expect.poll(() => admin('/clock')).toMatchObject({ frozen: true })
    await page.getByRole('button', { name: 'Let it run' }).click()
    await page.getByLabel('Set to').fill('2030-05-06T07:08')
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByText('shifted by').waitFor()
    const { now } = await admin<{ now: string }>('/clock')
    expect(now).toMatch(/^2030-05-0/)
    await page.getByRole('button', { name: 'Freeze' }).click()
    await page.getByText('frozen').waitFor()
    await admin('/wechat/codes', { method: 'POST' })
    await page.reload()
    await page.getByRole('button', { name: '+5 min 1 end' }).waitFor()
    const at = async () => Date.parse((await admin<{ now: string }>('/clock')).now)
    const start = await at()
    await page.getByRole('button', { name: '+5 min' }).click()
    await expect.poll(at).toBe(start + 300_000)
    await page.getByRole('button', { name: '+30 days' }).click()
    await expect.poll(at).toBe(start + 300_000 + 2_592_000_000)
    await page.getByRole('cell', { name: 'ended' }).first().waitFor()
  })
})

describe('tenants', () => {
  it('are made, reset and deleted', async () => {
    const page = await site.open('#/tenants')
    await page.getByLabel('New tenant').fill('team-a')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('No requests yet').waitFor()
    await shopLogin(`${site.mock.url}/t/team-a`, 'a')
    await page.locator('.row').waitFor()
    await page.getByRole('link', { name: 'Tenants' }).click()
    await page.getByRole('button', { name: 'Reset: team-a' }).click()
    await page.getByRole('button', { name: 'Sure? Reset: team-a' }).click()
    await expect
      .poll(() => admin<{ requests: unknown[] }>('/../t/team-a/__admin/requests'))
      .toMatchObject({ requests: [] })
    await page.getByRole('button', { name: 'Remove: team-a' }).click()
    await page.getByRole('button', { name: 'Sure? Remove: team-a' }).click()
    await expect.poll(() => admin('/tenants')).toEqual({ tenants: ['default'] })
    expect(new URL(page.url()).hash).not.toContain('team-a')
  })
})
