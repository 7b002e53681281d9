import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startConsole, type ConsoleTest } from './console-page.ts'

let site: ConsoleTest
beforeAll(async () => {
  site = await startConsole()
})
afterAll(() => site.close())
beforeEach(() => site.reset())

const add = (mapping: object) =>
  fetch(`${site.mock.adminUrl}/mappings`, { method: 'POST', body: JSON.stringify(mapping) })

it('a stub is edited as JSON, and what is wrong with it is shown by its line', async () => {
  await add({ name: 'mine', request: { url: '/mine' }, response: { status: 201 } })
  const page = await site.open('#/stubs')
  await page.getByRole('button', { name: 'Edit: mine' }).click()
  const editor = page.getByLabel('YAML or JSON')
  const good = await editor.inputValue()
  await editor.fill(good.replace('"url":', '"urlPat":'))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('urlPat is not supported here').waitFor()
  await page.getByRole('button', { name: /^Line \d+$/ }).click()
  const chosen = await editor.evaluate((area) => {
    const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement
    return value.slice(selectionStart, selectionEnd).trim()
  })
  expect(chosen).toContain('"urlPat": "/mine"')
  await editor.fill(good.replace('201', '201,,'))
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('JSON').waitFor()
  await page.getByRole('button', { name: /^Line \d+$/ }).waitFor()
  await editor.fill(good.replace('201', '202'))
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await fetch(`${site.mock.url}/mine`)).status).toBe(202)
})

it('a scenario shows its state, and is put into another', async () => {
  const scenarioName = 'two steps'
  const request = { url: '/step' }
  await add({
    ...{ scenarioName, request, requiredScenarioState: 'Started', newScenarioState: 'second' },
    response: { status: 201 },
  })
  await add({
    ...{ scenarioName, request, requiredScenarioState: 'second' },
    response: { status: 202 },
  })
  const page = await site.open('#/stubs')
  const state = page.getByRole('combobox', { name: scenarioName })
  expect(await state.inputValue()).toBe('Started')
  await state.selectOption('second')
  await expect.poll(async () => (await fetch(`${site.mock.url}/step`)).status).toBe(202)
  await page.getByRole('button', { name: 'Back to the first state' }).click()
  await expect.poll(() => state.inputValue()).toBe('Started')
})

it('shows what the last unmatched request nearly matched, and in what they differ', async () => {
  await add({
    name: 'nearly',
    request: { urlPath: '/near', method: 'POST', headers: { 'X-A': { equalTo: 'one' } } },
    response: { status: 201 },
  })
  await fetch(`${site.mock.url}/near/earlier`, { method: 'POST', headers: { 'X-A': 'one' } })
  await fetch(`${site.mock.url}/near`, { method: 'POST', headers: { 'X-A': 'two' } })
  const page = await site.open('#/stubs')
  const near = page.locator('.part', { hasText: 'Nearly matched' })
  await near.getByText('nearly', { exact: true }).waitFor()
  expect(await near.locator('.change .given').allInnerTexts()).toEqual(['two'])
  await near.getByRole('link', { name: '/near', exact: true }).click()
  await page.locator('.row').first().click()
  await page.getByRole('row', { name: 'x-a two' }).waitFor()
})
