import { describe, expect, it } from 'vitest'
import { appAuthorization } from '../../src/apis/app-authorization/index.ts'
import { smallAppLogin } from '../../src/apis/small-app-login/index.ts'
import { thirdPartSignup } from '../../src/apis/third-part-signup/index.ts'
import type { Api } from '../../src/core/api.ts'
import { openSite } from '../support/aspnet-site.ts'
import { helpPageSamples, readDocument, trimmedLines } from '../support/documents.ts'

const date = Date.UTC(2026, 0, 29, 15, 0, 34)
const customer = {
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
const applicant = {
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
}

const reads = async (api: Api, type: string, body: string, value: object): Promise<void> => {
  const site = await openSite(api)
  expect(site.read({ headers: { 'content-type': type }, body })).toEqual({
    kind: 'bound',
    value,
    issues: [],
    notes: [],
  })
}

describe.each([
  [
    '000',
    appAuthorization,
    { ...customer, subscribe_time: { ms: date, ticks: 0, kind: 'unspecified' } },
    { ...customer, subscribe_time: { ms: date + 140, ticks: 6325, kind: 'local' } },
  ],
  ['004', thirdPartSignup, applicant, applicant],
] as const)('the samples of %s', (name, api, inJson, inXml) => {
  const [requestJson = '', requestXml = '', , responseJson = '', responseXml = ''] =
    helpPageSamples(readDocument(name))

  it.each([
    ['application/json', requestJson, inJson],
    ['text/json', requestJson, inJson],
    ['application/xml', requestXml, inXml],
    ['text/xml', requestXml, inXml],
  ])('of the request, %s: are read as the values they show', async (type, body, value) => {
    await reads(api, type, body, value)
  })

  it('of the response, in JSON, are printed', async () => {
    const { body, contentType } = (await openSite(api)).document('documented')
    expect(contentType).toBe('application/json; charset=utf-8')
    expect(trimmedLines(body)).toEqual(trimmedLines(responseJson))
  })

  it('of the response, in XML, are printed', async () => {
    const xml = { headers: { accept: 'text/xml' } }
    const { body, contentType } = (await openSite(api)).document('documented', xml)
    expect(contentType).toBe('text/xml; charset=utf-8')
    expect(trimmedLines(body)).toEqual(trimmedLines(responseXml))
  })

  it('are sent compact', async () => {
    const site = await openSite(api)
    expect(site.force('documented').body).toBe(JSON.stringify(JSON.parse(responseJson)))
    expect(site.force('documented', { headers: { accept: 'text/xml' } }).body).toBe(
      responseXml.replaceAll('\n', ''),
    )
  })
})

describe('the samples of 001', () => {
  const samples = helpPageSamples(readDocument('001'))
  const requestXml = samples[2] ?? ''
  const responseXml = samples[6] ?? ''

  it.each(['application/xml', 'text/xml'])(
    'of the request, %s: are read as the values they show',
    async (type) => {
      await reads(smallAppLogin, type, requestXml, {
        phoneString: 'sample string 1',
        userString: 'sample string 2',
        code: 'sample string 3',
        smallAppId: 'WxSmallTc',
        Scene: 'Love',
        uid: 4,
      })
    },
  )

  it('of the response, in XML, are printed exactly', async () => {
    const xml = { headers: { accept: 'application/xml' } }
    const { body, contentType } = (await openSite(smallAppLogin)).document('documented', xml)
    expect(contentType).toBe('application/xml; charset=utf-8')
    expect(body).toBe(responseXml)
  })

  it('of the response are in JSON what they are in XML, where the help page failed', async () => {
    const { body, contentType } = (await openSite(smallAppLogin)).document('documented')
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

  it('are sent compact', async () => {
    const site = await openSite(smallAppLogin)
    expect(site.force('documented', { headers: { accept: 'text/xml' } }).body).toBe(
      responseXml.replaceAll(/\n */g, ''),
    )
  })
})
