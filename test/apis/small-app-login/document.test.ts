import { expect, it } from 'vitest'
import { smallAppLogin } from '../../../src/apis/small-app-login/index.ts'
import { openSite } from '../../support/aspnet-site.ts'
import { helpPageSamples, readDocument } from '../../support/documents.ts'

const samples = helpPageSamples(readDocument('001'))
const requestXml = samples[2] ?? ''
const responseXml = samples[6] ?? ''

it.each(['application/xml', 'text/xml'])(
  'reads the %s sample of the request as the values it shows',
  async (type) => {
    const site = await openSite(smallAppLogin)
    expect(site.read({ headers: { 'content-type': type }, body: requestXml })).toEqual({
      kind: 'bound',
      value: {
        phoneString: 'sample string 1',
        userString: 'sample string 2',
        code: 'sample string 3',
        smallAppId: 'WxSmallTc',
        Scene: 'Love',
        uid: 4,
      },
      issues: [],
      notes: [],
    })
  },
)

it('prints the XML sample of the response exactly', async () => {
  const site = await openSite(smallAppLogin)
  const { body, contentType } = site.document('documented', {
    headers: { accept: 'application/xml' },
  })
  expect(contentType).toBe('application/xml; charset=utf-8')
  expect(body).toBe(responseXml)
})

it('gives the XML sample in JSON too, where the help page failed', async () => {
  const site = await openSite(smallAppLogin)
  const { body, contentType } = site.document('documented')
  expect(contentType).toBe('application/json; charset=utf-8')
  expect(body).toBe(
    [
      '{',
      '  "lui": "sample string 1",',
      '  "luk": "sample string 2",',
      '  "userstate": "sample string 3",',
      '  "ErrorMessage": "sample string 4",',
      '  "Siteinfo_Jifenname": "sample string 5",',
      '  "Siteinfo_Daijinname": "sample string 6",',
      '  "Siteinfo_Jifenshu": 7.1,',
      '  "RequireBindPhone": true,',
      '  "IsBindWx": true',
      '}',
    ].join('\n'),
  )
})

it('sends the samples compact', async () => {
  const site = await openSite(smallAppLogin)
  expect(site.force('documented', { headers: { accept: 'text/xml' } }).body).toBe(
    responseXml.replaceAll(/\n */g, ''),
  )
})
