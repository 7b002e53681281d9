/** What users of the package write, in the module formats that there are. */

const loginOf = (url: string) =>
  `await fetch(${url} + '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin', { method: 'POST' })`

const use = `
  const mock = await createMockServer({ fixtures: [{ use: '5368' }] })
  const client = connect({ url: mock.url, tenant: 'mine' })
  await client.use('5104')
  const [one, two] = [${loginOf('mock.url')}, ${loginOf('client.url')}]
  const codes = [await one.json(), await two.json()].map((answer) => (answer as { code: number }).code)
  const error: unknown = await client.use('nonesuch' as '5104').catch((reason: unknown) => reason)
  // A person whom nobody knows gets a name.
  const made = await fetch(mock.url + '/api.php?s=user/appminiuserauth&application_client_type=weixin', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"authcode":"somebody"}' })
  if (made.status !== 200 || !/nickname/.test(await made.text())) throw new Error('No name.')
  await mock.close()
  console.log(JSON.stringify(codes), typeof createApp, error instanceof MockError, typeof useWechat)
`

/** What the programs below print. */
export const printed = '[5368,5104] function true function\n'

const untyped = use.replaceAll(/ as \{ code: number \}| as '5104'|: unknown/g, '')

/** An ES module, in TypeScript. */
export const esm = `import { createApp, createMockServer } from 'wechat-login-mock'
import { connect, MockError, type MockClient, type CaseName } from 'wechat-login-mock/client'
import { useWechat } from 'wechat-login-mock/jest'
export const name: CaseName<'small-app-login'> = 'code-invalid'
export const clock = (client: MockClient): Promise<unknown> => client.clock.advance('2h')
${use}`

/** What TypeScript makes CommonJS of. */
export const commonJs = `import { createApp, createMockServer } from 'wechat-login-mock'
import { connect, MockError } from 'wechat-login-mock/client'
import { useWechat } from 'wechat-login-mock/jest'
const main = async (): Promise<void> => {${use}}
void main()
`

export const plainEsm = `import { createApp, createMockServer } from 'wechat-login-mock'
import { connect, MockError } from 'wechat-login-mock/client'
import { useWechat } from 'wechat-login-mock/jest'
${untyped}`

export const plainCommonJs = `const { createApp, createMockServer } = require('wechat-login-mock')
const { connect, MockError } = require('wechat-login-mock/client')
const { useWechat } = require('wechat-login-mock/jest')
const main = async () => {${untyped}}
main()
`

/** An API of a user's own, beside the documented ones. */
export const sixthApi = `import {
  apis, aspnetWebApi, createMockServer, defineApi, defineCases, defineCollection, defineOperation,
  fail, ok, required, shape, spring, string, thinkphp, integer, type Infer,
} from 'wechat-login-mock'

import type {} from 'wechat-login-mock/client'

declare module 'wechat-login-mock/client' {
  interface Apis {
    readonly toy: { readonly cases: 'success' | 'name-empty' }
  }
}

const cases = defineCases({
  success: { kind: 'success', code: 0, message: 'ok', status: 200, basis: 'inferred', source: 'toy' },
  'name-empty': { code: 7, message: 'no name', status: 200, basis: 'inferred', source: 'toy', live: { text: 'no name', input: { name: '' } } },
})
const users = defineCollection({ name: 'toyUsers', key: 'name', shape: shape('ToyUser', { name: required(string()) }), indexes: {} })
const request = shape('ToyRequest', { name: string({ clr: 'Name' }) }, { namespace: 'Toy' })
const response = shape('ToyAnswer', { code: required(integer({ clr: 'Code' })), hello: string({ clr: 'Hello' }) }, { namespace: 'Toy' })

const toy = defineApi({
  name: 'toy', title: 'Toy', document: 'toy.txt', cases, collections: [users],
  dialect: aspnetWebApi({ dateFormat: 'yyyy-MM-dd HH:mm:ss' }),
  operations: [
    defineOperation({
      name: 'toy', title: 'Toy login', method: 'POST', path: 'api/Toy/Login', parameter: 'toy', request, response,
      magic: 'name', success: { basis: 'inferred', source: 'toy' },
      example: (changes = {}) => ({ method: 'POST', target: '/api/Toy/Login', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'ann', ...changes }) }),
      documented: {},
      handle: ({ name }: Infer<typeof request>, context) => {
        if (name == null || name === '') return fail(cases['name-empty'])
        context.world.table(users).put({ name })
        return ok({ hello: name })
      },
      forced: { success: () => ok({ hello: 'forced' }) },
      envelope: (outcome) => outcome.kind === 'ok' ? { code: 0, hello: outcome.data.hello } : { code: outcome.kind === 'failed' ? outcome.row.code : 9 },
    }),
  ],
})

const mock = await createMockServer({ apis: [...apis, toy] })
const ask = async (name: string, headers = {}): Promise<string> => {
  const answer = await fetch(mock.url + '/api/Toy/Login', { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ name }) })
  return answer.text()
}
console.log(await ask('ann'), await ask(''), await ask('ann', { Accept: 'application/xml' }))
await mock.use('toy/name-empty', { api: 'toy' })
console.log(await ask('ann'), (await mock.world.get() as Record<string, unknown>)['toyUsers'])
console.log([spring(), thinkphp()].map(({ name }) => name).join(), apis.length > 4)
await mock.close()
`

/** What the bundle in ES modules needs: packages in CommonJS ask for modules of Node. */
export const bundleBanner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

/** Everything that is loaded on first need: admin API, YAML, templates, invented names, a reader of XML. */
export const bundledUse = `import { createMockServer } from 'wechat-login-mock'
const main = async () => {
  const fixture = { stubs: [{ match: { path: '/hi' }, respond: { response: { body: 'hi {{request.method}}', template: true } } }] }
  const mock = await createMockServer({ fixtures: [fixture] })
  const post = (path, type, body) => fetch(mock.url + path, { method: 'POST', headers: { 'Content-Type': type }, body })
  const live = await fetch(mock.url + '/__admin/livez')
  const hi = await fetch(mock.url + '/hi')
  const made = await post('/api.php?s=user/appminiuserauth&application_client_type=weixin', 'application/json', '{"authcode":"somebody"}')
  const yaml = await fetch(mock.url + '/__admin/apis/openapi.yaml?api=small-app-login')
  const xml = await post('/api/WxSmallApp/LoginWithPhone', 'application/xml', '<a><b></a>')
  const page = await fetch(mock.url + '/__admin/', { headers: { Accept: 'text/html' } })
  console.log(live.status, await hi.text(), /nickname":"[^"]/.test(await made.text()), (await yaml.text()).slice(0, 8), xml.status)
  console.log(page.status, (await page.json()).detail, (await mock.requests.list()).length)
  await mock.close()
}
main()`

export const bundledPrints = `200 hi GET true openapi: 500
404 The files of the page are not here: they are in dist/console of the package. 3
`
