import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { shopLogin, startConsole } from './console-page.ts'

/** Makes the pictures of docs/guides/console.md from the real page: `npm run screenshots`. */
const folder = fileURLToPath(new URL('../../docs/guides/images/', import.meta.url))
await mkdir(folder, { recursive: true })
const site = await startConsole()
const { url } = site.mock
await shopLogin(url, '041KIFll2LRIW74DSzll2BlMpn4KIFlb')
await fetch(`${url}/api/Customer/AppAuthorizatio`)
await fetch(
  `${url}/v2/enduser/enduserapi/wechatOffiaccountAuthLogin?userDomain=C.DM.10271.5&cod=1`,
  {
    method: 'POST',
  },
)
for (const [name, fragment, locale, colorScheme] of [
  ['requests-zh', '', 'zh-CN', 'light'],
  ['requests-dark', '', 'en-US', 'dark'],
  ['cases-zh', '#/cases?api=offiaccount-auth-login', 'zh-CN', 'light'],
] as const) {
  const page = await site.open(fragment, {
    locale,
    colorScheme,
    viewport: { width: 1100, height: 620 },
  })
  if (fragment === '') await page.locator('.row').first().click()
  await page.locator('.notes, .cases').first().waitFor()
  await page.screenshot({ path: `${folder}${name}.png` })
}
await site.close()
