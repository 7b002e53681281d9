import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { object, shape, type Instant } from '../../../../src/core/schema.ts'
import { defaultsOf } from '../../../../src/dialects/aspnet-webapi/clr/values.ts'
import { writeDataContract } from '../../../../src/dialects/aspnet-webapi/xml/write-data-contract.ts'
import {
  everything,
  luiLukLoginReturn,
  requestResult,
  resultMessage,
  thirdPartSignup,
  userInfo,
  wxSmallLogin,
} from './read-xml.ts'

const ROOT =
  'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07'
const instant = (kind: Instant['kind'], ticks = 0): Instant => ({
  ms: Date.UTC(2026, 0, 29, 15, 0, 34, ticks === 0 ? 0 : 140),
  ticks,
  kind,
})

describe('an answer in XML', () => {
  it('is as recorded: base class first, then the data with its own prefix', () => {
    const value = {
      Data: {
        access_token: '8',
        token_type: 'bearer',
        expires_in: 7199,
        userName: 'm',
        userId: '9',
        refresh_token: null,
        '.issued': 'Thu, 29 Jan 2026 07:00:34 GMT',
        '.expires': 'a',
      },
      Status: 0,
      Message: 'n',
      Total: 0,
    }
    expect(writeDataContract(requestResult, value)).toBe(
      `<RequestResultOfOAuthToken6NgmDdgv ${ROOT}/WLife.Application"><Message>n</Message><Status>0</Status><Total>0</Total><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs"><d2p1:AccessToken>8</d2p1:AccessToken><d2p1:ExpiresAt>a</d2p1:ExpiresAt><d2p1:ExpiresIn>7199</d2p1:ExpiresIn><d2p1:IssuedAt>Thu, 29 Jan 2026 07:00:34 GMT</d2p1:IssuedAt><d2p1:RefreshToken i:nil="true" /><d2p1:TokenType>bearer</d2p1:TokenType><d2p1:UserId>9</d2p1:UserId><d2p1:Username>m</d2p1:Username></Data></RequestResultOfOAuthToken6NgmDdgv>`,
    )
  })

  it('declares the prefix of absent data before saying that it is nil', () => {
    const value = { Data: null, Status: 0, Message: null, Total: 0 }
    expect(writeDataContract(requestResult, value)).toBe(
      `<RequestResultOfOAuthToken6NgmDdgv ${ROOT}/WLife.Application"><Message i:nil="true" /><Status>0</Status><Total>0</Total><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs" i:nil="true" /></RequestResultOfOAuthToken6NgmDdgv>`,
    )
  })

  it('numbers members where the class does, and shows backing fields', () => {
    const value = {
      data: null,
      status: 'Fail',
      message: 'validation failed',
      errors: [{ field: 'userInfo', errorMessages: ['', null] }, { field: null }],
    }
    expect(writeDataContract(resultMessage, value)).toBe(
      `<ResultMessageOfMAuthorizationResponsepV765kqn ${ROOT}/Applications.WebApi.Common"><Status>Fail</Status><Message>validation failed</Message><Url i:nil="true" /><Errors><ValidErrors><_x003C_ErrorMessages_x003E_k__BackingField xmlns:d4p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d4p1:string></d4p1:string><d4p1:string i:nil="true" /></_x003C_ErrorMessages_x003E_k__BackingField><_x003C_Field_x003E_k__BackingField>userInfo</_x003C_Field_x003E_k__BackingField></ValidErrors><ValidErrors><_x003C_ErrorMessages_x003E_k__BackingField xmlns:d4p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays" i:nil="true" /><_x003C_Field_x003E_k__BackingField i:nil="true" /></ValidErrors></Errors><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/Applications.WebApi.Authentication" i:nil="true" /></ResultMessageOfMAuthorizationResponsepV765kqn>`,
    )
  })

  it('tells nothing from nil: empty text, an empty list, a null root', () => {
    expect(
      writeDataContract(resultMessage, { status: 0, message: '', errors: [], url: null }),
    ).toBe(
      `<ResultMessageOfMAuthorizationResponsepV765kqn ${ROOT}/Applications.WebApi.Common"><Status>Fail</Status><Message></Message><Url i:nil="true" /><Errors /><Data xmlns:d2p1="http://schemas.datacontract.org/2004/07/Applications.WebApi.Authentication" i:nil="true" /></ResultMessageOfMAuthorizationResponsepV765kqn>`,
    )
    expect(writeDataContract(thirdPartSignup, null)).toBe(
      `<ThirdPartSignupDTO i:nil="true" ${ROOT}/WLife.Application.DTOs" />`,
    )
  })

  it('prints a new object', () => {
    expect(writeDataContract(wxSmallLogin, defaultsOf(wxSmallLogin))).toBe(
      `<WxSmallLoginDto ${ROOT}/Mh.Common.Service.Dto.WeChat"><Scene>Love</Scene><code i:nil="true" /><smallAppId>WxSmallTc</smallAppId><uid>0</uid><phoneString i:nil="true" /><userString i:nil="true" /></WxSmallLoginDto>`,
    )
  })

  it('keeps the scale of a decimal', () => {
    for (const text of ['7.10', '7', '0.00', '-1.5'])
      expect(writeDataContract(luiLukLoginReturn, { Siteinfo_Jifenshu: text })).toContain(
        `<Siteinfo_Jifenshu>${text}</Siteinfo_Jifenshu>`,
      )
  })

  it.each([
    [instant('unspecified'), '2026-01-29T15:00:34'],
    [instant('utc'), '2026-01-29T15:00:34Z'],
    [instant('local', 6325), '2026-01-29T15:00:34.1406325+08:00'],
  ])('prints dates for a round trip', (when, text) => {
    expect(writeDataContract(userInfo, { subscribe_time: when })).toContain(
      `<SubscribeTime>${text}</SubscribeTime>`,
    )
  })

  it('names an enum by its first member, and fails for a number that has none', () => {
    expect(writeDataContract(thirdPartSignup, { ThirdPart: 2 })).toContain(
      '<ThirdPart>QQ</ThirdPart>',
    )
    for (const none of [0, 99, 'Foo', 'toString'])
      expect(writeDataContract(thirdPartSignup, { ThirdPart: none })).toBeUndefined()
  })

  it('fails as a whole wherever a value cannot be written', () => {
    expect(writeDataContract(resultMessage, { errors: [{ field: '\ud83d' }] })).toBeUndefined()
    expect(writeDataContract(resultMessage, { data: { State: 99 } })).toBeUndefined()
  })

  it('declares a namespace where it first differs, by depth, and not again inside', () => {
    const value = {
      numbers: [1, 2],
      part: { name: 'n', tags: ['t'] },
      parts: [{ name: 'm', tags: [] }, null],
      rows: [['r'], []],
      colour: 'Green',
      colours: ['Red'],
      amount: '1',
      flag: true,
      text: 'a',
      other: 'b',
      when: instant('utc'),
    }
    const arrays = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'
    const parts = 'http://schemas.datacontract.org/2004/07/Shop.Parts'
    expect(writeDataContract(everything, value)).toBe(
      `<Everything ${ROOT}/Shop"><Amount>1</Amount><Colour>Green</Colour><Colours><Colour>Red</Colour></Colours><Flag>true</Flag>` +
        `<Numbers xmlns:d2p1="${arrays}"><d2p1:int>1</d2p1:int><d2p1:int>2</d2p1:int></Numbers>` +
        `<Part xmlns:d2p1="${parts}"><d2p1:Name>n</d2p1:Name><d2p1:Tags xmlns:d3p1="${arrays}"><d3p1:string>t</d3p1:string></d2p1:Tags></Part>` +
        `<Parts xmlns:d2p1="${parts}"><d2p1:Part><d2p1:Name>m</d2p1:Name><d2p1:Tags xmlns:d4p1="${arrays}" /></d2p1:Part><d2p1:Part i:nil="true" /></Parts>` +
        `<Rows xmlns:d2p1="${arrays}"><d2p1:ArrayOfstring><d2p1:string>r</d2p1:string></d2p1:ArrayOfstring><d2p1:ArrayOfstring /></Rows>` +
        `<Text>a</Text><Tzz>b</Tzz><When>2026-01-29T15:00:34Z</When></Everything>`,
    )
  })

  it('uses a prefix again that is in scope', () => {
    const inner = shape(
      'Inner',
      { back: object(shape('Outer', {}, { namespace: 'A' })) },
      { namespace: 'B' },
    )
    const outer = shape('Outer', { inner: object(inner) }, { namespace: 'A' })
    expect(writeDataContract(outer, { inner: { back: {} } })).toBe(
      `<Outer ${ROOT}/A"><inner xmlns:d2p1="http://schemas.datacontract.org/2004/07/B"><d2p1:back /></inner></Outer>`,
    )
  })

  it('has no maps', () => {
    const mapped = shape('M', { map: { kind: 'map', of: { kind: 'string' } } })
    expect(() => writeDataContract(mapped, {})).toThrow('A map has no data contract here')
  })

  it('is read by another reader as it was meant', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, removeNSPrefix: true })
    const value = { ...defaultsOf(userInfo), openId: ' a<b>&"c" ', avatarUrl: '中😀' }
    const parsed = parser.parse(writeDataContract(userInfo, value) ?? '') as {
      UserInfo: Record<string, string>
    }
    expect(parsed.UserInfo).toMatchObject({
      OpenId: ' a<b>&"c" ',
      Avatar: '中😀',
      City: '',
      Sex: '0',
      SubscribeTime: '0001-01-01T00:00:00',
    })
  })
})
