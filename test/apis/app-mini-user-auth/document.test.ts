import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { appMiniUserAuth } from '../../../src/apis/app-mini-user-auth/index.ts'
import { readDocument } from '../../support/documents.ts'
import { openShop } from './shop.ts'

const samples = [...readDocument('003').matchAll(/```\n(.*?)\n```/gs)].map(([, sample]) => sample)
const recorded = (name: string): string =>
  readFileSync(new URL(`../../recordings/shopxo/${name}`, import.meta.url), 'utf8')

const target =
  '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin&token=&ajax=ajax'

test.each([target, `/user/appminiuserauth?application=app&application_client_type=weixin`])(
  'the document’s request at %s is answered with the document’s bytes, first thing after a reset',
  async (where) => {
    const shop = await openShop()
    const request = {
      target: where,
      headers: { 'content-type': 'application/json' },
      body: samples[0] ?? '',
    }
    const first = shop.ask(request)
    expect(first.body).toBe(recorded('doc_success.json'))
    expect(first.notes).toEqual([])
    expect(shop.ask(request).body).not.toBe(first.body)
    shop.world.reset()
    expect(shop.ask(request).body).toBe(first.body)
  },
)

test.each([
  ['documented', 1],
  ['documented-error', 2],
] as const)('%s in the document’s layout is the document’s text', async (name, sample) => {
  const shop = await openShop()
  const reply = shop.force(name)?.reply
  if (reply === undefined) throw new Error(`${name} cannot be had.`)
  expect(appMiniUserAuth.dialect.documentLayout(reply).body).toBe(samples[sample])
})

test.each([
  ['documented', 'doc_success.json'],
  ['documented-error', 'doc_error.json'],
])('%s on the wire', async (name, file) => {
  const shop = await openShop()
  expect(shop.force(name)?.body).toBe(recorded(file))
})
