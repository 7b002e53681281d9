import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shopLogin, startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const admin = async (path: string): Promise<unknown> =>
  (await fetch(`${site.mock.adminUrl}${path}`)).json()

it('is where a browser is led that asks for /, and any other client gets the 404 of IIS', async () => {
  const browser = await fetch(site.mock.url, {
    headers: { Accept: 'text/html' },
    redirect: 'manual',
  })
  expect([browser.status, browser.headers.get('location')]).toEqual([302, '/__admin/'])
  const other = await fetch(site.mock.url)
  expect([other.status, other.headers.get('server')]).toEqual([404, 'Microsoft-IIS/10.0'])
  const { requests } = (await admin('/requests')) as { requests: unknown[] }
  expect(requests).toHaveLength(1)
})

it('answers once, n times, for one API or for all', async () => {
  const page = await site.open('#/cases?api=offiaccount-auth-login')
  await page.getByRole('button', { name: 'Once: offiaccount-auth-login/5104' }).click()
  await expect
    .poll(() => admin('/use'))
    .toEqual({
      uses: [{ case: 'offiaccount-auth-login/5104', api: 'offiaccount-auth-login', times: 1 }],
    })
  await page.getByLabel(/^for/).selectOption('all')
  await page.getByLabel('How often').fill('7')
  await page.getByRole('button', { name: '7 times: offiaccount-auth-login/5015' }).click()
  await expect
    .poll(() => admin('/use'))
    .toEqual({
      uses: [
        { case: 'offiaccount-auth-login/5104', api: 'offiaccount-auth-login', times: 1 },
        { case: '5015', times: 7 },
      ],
    })
})

describe('the world', () => {
  it('is edited by forms: a record added, changed, found, removed', async () => {
    const page = await site.open('#/world/people')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByLabel('id required').fill('ann')
    await page.getByLabel('nickname').fill('安')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('cell', { name: '安' }).waitFor()
    await page.getByRole('button', { name: 'Edit: ann' }).click()
    await page.getByLabel('gender').fill('nobody knows')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('gender').waitFor()
    await page.getByLabel('gender').fill('2')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(async () =>
        ((await admin('/world')) as { people: { id: string }[] }).people.find(
          ({ id }) => id === 'ann',
        ),
      )
      .toEqual({ id: 'ann', nickname: '安', gender: 2 })
    await page.getByRole('button', { name: 'Remove: ann' }).click()
    await page.getByRole('button', { name: 'Sure? Remove: ann' }).click()
    await expect
      .poll(async () => ((await admin('/world')) as { people: unknown[] }).people.length)
      .toBe(4)
  })

  it('gives a login code that logs in, and keeps, compares and restores snapshots', async () => {
    const page = await site.open('#/world/phone')
    await page.getByRole('button', { name: 'Give a login code' }).click()
    const code = await page.getByRole('row', { name: 'code' }).locator('code').innerText()
    expect((await (await shopLogin(site.mock.url, code)).json()) as object).toMatchObject({
      code: 0,
    })
    await page.getByLabel('Who holds the phone').selectOption('wang-wei')
    await expect.poll(() => admin('/wechat/current')).toMatchObject({ person: 'wang-wei' })
    await page.goto(`${site.mock.adminUrl}/#/world/snapshots`)
    for (const name of ['before', 'after']) {
      await page.getByLabel('Name').fill(name)
      await page.getByRole('button', { name: 'Keep the world as it is' }).click()
      await page.getByRole('listitem').getByText(name).waitFor()
      await shopLogin(site.mock.url, `041KIFll2LRIW74DSzll2BlMpn4${name}`)
    }
    await page.getByLabel('Compare').selectOption('before')
    await page.getByLabel('with').selectOption('after')
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByRole('rowheader', { name: 'people' }).first().waitFor()
  })
})

it('the clock is advanced, frozen and set, and what ends is listed', async () => {
  await fetch(`${site.mock.adminUrl}/wechat/codes`, { method: 'POST' })
  const page = await site.open('#/clock')
  await page.getByText('frozen').waitFor()
  await page.getByRole('rowheader', { name: 'login code' }).first().waitFor()
  await page.getByRole('button', { name: '+2 h' }).click()
  await expect
    .poll(() => admin('/clock'))
    .toMatchObject({ now: '2026-01-29T09:00:34.000Z', frozen: true })
  await page.getByText('ended').first().waitFor()
  await page.getByRole('button', { name: 'Back to real time' }).click()
  await expect.poll(() => admin('/clock')).toMatchObject({ frozen: false, offsetMs: 0 })
})

it('stubs are made as JSON and as YAML, refused by line, counted and removed', async () => {
  const page = await site.open('#/stubs')
  await page.getByRole('button', { name: 'New stub' }).click()
  await page.getByLabel('YAML or JSON').fill('stubs:\n  - respond: code-invald\n')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('stub:2:5: stubs.0.respond').waitFor()
  await page
    .getByLabel('YAML or JSON')
    .fill(
      'stubs:\n  - name: mine\n    match: { path: /mine }\n    respond: { response: { status: 203 } }\n',
    )
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('mine', { exact: true }).waitFor()
  expect((await fetch(`${site.mock.url}/mine`)).status).toBe(203)
  await page.reload()
  await page.getByText('Hits 1').waitFor()
  await page.getByRole('button', { name: 'Remove: mine' }).click()
  await page.getByRole('button', { name: 'Sure? Remove: mine' }).click()
  await page.getByText('No stub. A stub').waitFor()
})

it('shows one tenant at a time, kept in the address', async () => {
  await shopLogin(site.mock.url, 'of everybody')
  await shopLogin(`${site.mock.url}/t/mine`, 'of mine')
  const page = await site.open('#/tenants')
  await page.getByRole('link', { name: 'mine' }).click()
  await page.locator('.row').waitFor()
  expect(await page.locator('.row').count()).toBe(1)
  expect(new URL(page.url()).hash).toBe('#/requests?tenant=mine')
  await page.reload()
  await page.locator('.row').waitFor()
  await page.goto(`${site.mock.url}/t/mine/__admin/`)
  await expect.poll(() => new URL(page.url()).hash).toBe('#/requests?tenant=mine')
})

it('asks for the token where the server does, and keeps it for the tab', async () => {
  const own = await startConsole({ adminToken: 'sesame' })
  try {
    const page = await own.open()
    await page.getByLabel('Admin token').fill('sesame')
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.locator('.state.live').waitFor()
    const linked = await own.open('#token=sesame')
    await linked.locator('.state.live').waitFor()
    expect(linked.url()).not.toContain('sesame')
  } finally {
    await own.close()
  }
})

describe('the forms of Try', () => {
  it.each([
    ['app-authorization', '/api/Customer/AppAuthorization', 'app-authorization/success'],
    ['app-mini-user-auth', '/api.php', 'app-mini-user-auth/success'],
    ['offiaccount-auth-login', '/v2/enduser', 'offiaccount-auth-login/success'],
  ])('log in with the example of %s, which signs itself', async (operation, path, name) => {
    const page = await site.open(`#/try?operation=${operation}`)
    await page.locator('form code').getByText(path).waitFor()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Answer' }).waitFor()
    const { requests } = (await admin('/requests?mock=true')) as {
      requests: { mock: { case: string; notes: unknown[] } }[]
    }
    expect(requests[0]?.mock.case).toBe(name)
  })
})
