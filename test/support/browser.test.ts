import { afterEach, describe, expect, it, vi } from 'vitest'
import { launchBrowser } from './browser.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the browser of the tests', () => {
  it('is a real one', async () => {
    const browser = await launchBrowser()
    const page = await browser.newPage()
    await page.goto('data:text/html,<title>a</title><script>document.title += 1 + 1</script>')
    expect(await page.title()).toBe('a2')
    await browser.close()
  })

  it('is never left out: a CHROME_PATH that is none is refused', async () => {
    vi.stubEnv('CHROME_PATH', '/nonexistent/chrome')
    await expect(launchBrowser()).rejects.toThrow('CHROME_PATH is no program: /nonexistent/chrome')
  })
})
