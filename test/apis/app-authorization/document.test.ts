import { expect, it } from 'vitest'
import { appAuthorization } from '../../../src/apis/app-authorization/index.ts'
import { openSite } from '../../support/aspnet-site.ts'
import { helpPageSamples, readDocument, trimmedLines } from '../../support/documents.ts'

const [requestJson = '', requestXml = '', , responseJson = '', responseXml = ''] = helpPageSamples(
  readDocument('000'),
)

const shown = {
  openId: 'sample string 1',
  nickname: 'sample string 2',
  gender: 3,
  language: 'sample string 4',
  province: 'sample string 5',
  city: 'sample string 6',
  country: 'sample string 7',
  avatarUrl: 'sample string 8',
  unionId: 'sample string 10',
  session_key: 'sample string 11',
}
const date = Date.UTC(2026, 0, 29, 15, 0, 34)

it.each([
  ['application/json', requestJson, { ms: date, ticks: 0, kind: 'unspecified' }],
  ['text/json', requestJson, { ms: date, ticks: 0, kind: 'unspecified' }],
  ['application/xml', requestXml, { ms: date + 140, ticks: 6325, kind: 'local' }],
  ['text/xml', requestXml, { ms: date + 140, ticks: 6325, kind: 'local' }],
])('reads the %s sample of the request as the values it shows', async (type, body, instant) => {
  const site = await openSite(appAuthorization)
  expect(site.read({ headers: { 'content-type': type }, body })).toEqual({
    kind: 'bound',
    value: { ...shown, subscribe_time: instant },
    issues: [],
    notes: [],
  })
})

it('prints the JSON sample of the response', async () => {
  const site = await openSite(appAuthorization)
  const { body, contentType } = site.document('documented')
  expect(contentType).toBe('application/json; charset=utf-8')
  expect(trimmedLines(body)).toEqual(trimmedLines(responseJson))
})

it('prints the XML sample of the response', async () => {
  const site = await openSite(appAuthorization)
  const { body, contentType } = site.document('documented', { headers: { accept: 'text/xml' } })
  expect(contentType).toBe('text/xml; charset=utf-8')
  expect(trimmedLines(body)).toEqual(trimmedLines(responseXml))
})

it('sends the samples compact', async () => {
  const site = await openSite(appAuthorization)
  expect(site.force('documented').body).toBe(JSON.stringify(JSON.parse(responseJson)))
  expect(site.force('documented', { headers: { accept: 'text/xml' } }).body).toBe(
    responseXml.replaceAll('\n', ''),
  )
})
