import { expect, it } from 'vitest'
import { thirdPartSignup } from '../../../src/apis/third-part-signup/index.ts'
import { openSite } from '../../support/aspnet-site.ts'
import { helpPageSamples, readDocument, trimmedLines } from '../../support/documents.ts'

const [requestJson = '', requestXml = '', , responseJson = '', responseXml = ''] = helpPageSamples(
  readDocument('004'),
)

it.each([
  ['application/json', requestJson],
  ['text/json', requestJson],
  ['application/xml', requestXml],
  ['text/xml', requestXml],
])('reads the %s sample of the request as the values it shows', async (type, body) => {
  const site = await openSite(thirdPartSignup)
  expect(site.read({ headers: { 'content-type': type }, body })).toEqual({
    kind: 'bound',
    value: {
      ThirdPart: 'Weixin',
      Name: 'sample string 1',
      AvatarUrl: 'sample string 2',
      Mobile: 'sample string 3',
      VerifyCode: 'sample string 4',
      Password: 'sample string 5',
      EncryptMobile: 'sample string 6',
      EncryptIV: 'sample string 7',
      ThirdPartID: 'sample string 8',
      ThirdPartID2: 'sample string 9',
      ThirdPartAppid: 'sample string 10',
    },
    issues: [],
    notes: [],
  })
})

it('prints the JSON sample of the response', async () => {
  const site = await openSite(thirdPartSignup)
  const { body, contentType } = site.document('documented')
  expect(contentType).toBe('application/json; charset=utf-8')
  expect(trimmedLines(body)).toEqual(trimmedLines(responseJson))
})

it('prints the XML sample of the response', async () => {
  const site = await openSite(thirdPartSignup)
  const { body, contentType } = site.document('documented', { headers: { accept: 'text/xml' } })
  expect(contentType).toBe('text/xml; charset=utf-8')
  expect(trimmedLines(body)).toEqual(trimmedLines(responseXml))
})

it('sends the samples compact', async () => {
  const site = await openSite(thirdPartSignup)
  expect(site.force('documented').body).toBe(JSON.stringify(JSON.parse(responseJson)))
  expect(site.force('documented', { headers: { accept: 'text/xml' } }).body).toBe(
    responseXml.replaceAll('\n', ''),
  )
})
