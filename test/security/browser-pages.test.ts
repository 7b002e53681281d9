/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { launchBrowser } from '../support/browser.ts'

const LOGIN = '/api/Customer/AppAuthorization'
/** Runs where it is taken for HTML: says so in the title. */
const SCRIPT = encodeURIComponent('<img src=x onerror=document.title=777>')

let browser: Browser
let mock: MockServer
let foreign: Server
let foreignUrl: string
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
  mock = await createMockServer({ limits: { tenants: 3 } })
  foreign = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>foreign</title>')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => foreign.once('listening', resolve))
  foreignUrl = `http://localhost:${(foreign.address() as AddressInfo).port}/`
})
afterAll(async () => {
  await browser.close()
  await mock.close()
  foreign.close()
})
afterEach(() => page.close())

const open = async (path: string) => {
  page = await (await browser.newContext()).newPage()
  return page.goto(path.startsWith('http') ? path : `${mock.url}${path}`, { waitUntil: 'load' })
}

/** Status of an admin call of the page that is open; undefined where the browser lets it have none. */
const call = (path: string, init?: RequestInit) =>
  page.evaluate(
    async ([url, options]) => {
      try {
        const { status } = await fetch(url, options)
        return status
      } catch {
        return undefined
      }
    },
    [`${mock.adminUrl}${path}`, init] as const,
  )

describe('a link that puts a script into an answer', () => {
  it.each([
    `${LOGIN}?__fault=WRONG_CONTENT_TYPE&__example=${SCRIPT}`,
    `${LOGIN}?__fault=WRONG_CONTENT_TYPE&__code=${SCRIPT}`,
    `${LOGIN}?__delay=${SCRIPT}`,
    `/api.php?ajax=ajax&s=${SCRIPT}%2Fa`,
    `/api.php?ajax=ajax&s=a%2F${SCRIPT}`,
    `/t/${SCRIPT}/x`,
    `/${SCRIPT}`,
    `/templated?name=${SCRIPT}`,
  ])('runs no script: %s', async (path) => {
    await fetch(`${mock.adminUrl}/mappings`, {
      method: 'POST',
      body: JSON.stringify({
        request: { urlPath: '/templated' },
        response: {
          headers: { 'Content-Type': 'text/html' },
          body: '{{{request.query.name}}}',
          transformers: ['response-template'],
        },
      }),
    })
    await open(path)
    // An image that cannot be loaded has failed when the page is loaded; a frame is loaded with it.
    expect(await page.title()).not.toBe('777')
    await open(foreignUrl)
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe')
          frame.onload = resolve
          frame.src = src
          document.body.append(frame)
        }),
      `${mock.url}${path}`,
    )
    for (const frame of page.frames()) expect(await frame.title()).not.toBe('777')
  })

  it('is of no origin', async () => {
    await open(`/api.php?ajax=ajax&s=${SCRIPT}%2Fa`)
    expect(await page.content()).toContain('<img')
    // playwright’s own scripts run within the sandbox.
    expect(await page.evaluate(() => self.origin)).toBe('null')
    expect(await call('/requests')).toBeUndefined()
  })
})

describe('a page that is not the console', () => {
  const takeOver = async () => {
    // Of the admin API's very origin: as if a script of it ran.
    await fetch(`${mock.adminUrl}/mappings`, {
      method: 'POST',
      body: JSON.stringify({
        request: { urlPath: '/own' },
        response: {
          headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': "img-src 'none'" },
          body: '<!doctype html><title>own</title>',
        },
      }),
    })
    await open('/own')
    expect(await page.evaluate(() => self.origin)).toBe(mock.url)
  }

  it('of the same origin can call nothing', async () => {
    await takeOver()
    expect(await call('/requests?secrets=true')).toBe(403)
    expect(await call('/world', { method: 'PATCH', body: '{}' })).toBe(403)
    expect(await call('/reset', { method: 'POST' })).toBe(403)
    expect(await call('/events')).toBe(403)
    expect(await call('/version', { headers: { 'X-Mock-Console': 'guessed' } })).toBe(403)
  })

  it('of the same origin cannot have the console’s value', async () => {
    await takeOver()
    expect(await call('/')).toBe(403)
    const framed = await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe')
          frame.onload = () => {
            resolve(frame.contentDocument?.documentElement.outerHTML ?? '')
          }
          frame.src = src
          document.body.append(frame)
        }),
      `${mock.adminUrl}/`,
    )
    expect(framed).not.toContain('x-mock-console')
    const popup = page.context().waitForEvent('page')
    await page.evaluate((src) => {
      Object.assign(self, { opened: self.open(src, 'console') })
    }, `${mock.adminUrl}/`)
    const opened = await popup
    await opened.waitForLoadState()
    expect(await opened.content()).toContain('x-mock-console')
    const seen = await page.evaluate(() => {
      const { opened } = self as unknown as { opened: Window }
      try {
        return opened.closed ? 'cut off' : opened.document.documentElement.outerHTML
      } catch {
        return 'not to be read'
      }
    })
    expect(seen).toBe('cut off')
    await opened.close()
  })

  it('of another origin can call nothing, nor show the console in a frame', async () => {
    await open(foreignUrl)
    expect(await call('/requests')).toBeUndefined()
    expect(await call('/reset', { method: 'POST', mode: 'no-cors' })).not.toBe(200)
    expect(await call('/version', { headers: { 'X-Mock-Console': 'guessed' } })).toBeUndefined()
  })
})

describe('a page full of images', () => {
  it('makes no tenant, and drops none', async () => {
    await fetch(`${mock.url}/t/mine/__admin/world`, {
      method: 'PATCH',
      body: '{"people":[{"id":"me"}]}',
    })
    const before: unknown = await (await fetch(`${mock.adminUrl}/tenants`)).json()
    await open(foreignUrl)
    await page.evaluate(
      async ([url, login]) => {
        const load = (src: string) =>
          new Promise((resolve) => {
            const image = new Image()
            image.onload = image.onerror = resolve
            image.src = src
          })
        for (let n = 0; n < 20; n++)
          await Promise.all([load(`${url}/t/x${n}/`), load(`${url}/t/y${n}${login}`)])
      },
      [mock.url, LOGIN],
    )
    expect(await (await fetch(`${mock.adminUrl}/tenants`)).json()).toEqual(before)
  })
})

describe('the console', () => {
  it('calls with the value that its page holds', async () => {
    await open('/__admin/')
    const key = await page.getAttribute('meta[name=x-mock-console]', 'content')
    expect(key).toMatch(/^[\w-]{32}$/)
    const headers = { 'X-Mock-Console': key ?? '' }
    expect(await call('/requests', { headers })).toBe(200)
    expect(await call('/world', { method: 'PATCH', body: '{}', headers })).toBe(200)
    expect(await call('/requests')).toBe(403)
  })

  it('is one of this server only', async () => {
    await open('/__admin/')
    const key = await page.getAttribute('meta[name=x-mock-console]', 'content')
    const other = await createMockServer()
    await page.goto(`${other.adminUrl}/`)
    expect(await page.getAttribute('meta[name=x-mock-console]', 'content')).not.toBe(key)
    await other.close()
  })
})

describe('an address typed into a browser', () => {
  it('shows what it always did', async () => {
    expect((await open('/__admin/version'))?.status()).toBe(200)
  })
})
