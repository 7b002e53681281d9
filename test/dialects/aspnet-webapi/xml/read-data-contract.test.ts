import { describe, expect, it } from 'vitest'
import { shape, string } from '../../../../src/core/schema.ts'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import {
  bind,
  everything,
  thirdPartSignup,
  USER_INFO_NAMESPACE,
  userInfo,
  userInfoXml,
  wxSmallLogin,
} from './read-xml.ts'

const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'
const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/'
const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'

const rooted =
  (name: string, namespace: string) =>
  (members: string): string =>
    `<${name} xmlns:i="${INSTANCE}" xmlns:z="${SERIALIZATION}" xmlns:a="${ARRAYS}" xmlns="http://schemas.datacontract.org/2004/07/${namespace}">${members}</${name}>`
const wxXml = rooted('WxSmallLoginDto', 'Mh.Common.Service.Dto.WeChat')
const signupXml = rooted('ThirdPartSignupDTO', 'WLife.Application.DTOs')
const everythingXml = rooted('Everything', 'Shop')
const partXml = (members: string): string =>
  `xmlns:p="http://schemas.datacontract.org/2004/07/Shop.Parts">${members}`

describe('the root', () => {
  it('binds an object of the CLR defaults', () => {
    expect(
      readDataContract(
        Buffer.from(`<UserInfo xmlns="${USER_INFO_NAMESPACE}"/>`),
        'utf-8',
        userInfo,
      ),
    ).toEqual({
      value: {
        openId: null,
        nickname: null,
        gender: 0,
        language: null,
        province: null,
        city: null,
        country: null,
        avatarUrl: null,
        subscribe_time: { ms: -62_135_596_800_000, ticks: 0, kind: 'unspecified' },
        unionId: null,
        session_key: null,
      },
      errors: [],
      notes: [],
    })
  })

  it('may have any prefix', () => {
    const members = '<p:Avatar>a</p:Avatar><Country>x</Country><p:City>c</p:City>'
    expect(bind(`<p:UserInfo xmlns:p="${USER_INFO_NAMESPACE}">${members}</p:UserInfo>`)).toEqual({
      avatarUrl: 'a',
      city: 'c',
    })
  })

  it('may be the one of object', () => {
    const body = `<anyType xmlns="${SERIALIZATION}"><City xmlns="${USER_INFO_NAMESPACE}">c</City></anyType>`
    expect(bind(body)).toEqual({ city: 'c' })
  })

  it.each([
    ['<UserInfo><Avatar>a</Avatar></UserInfo>', 11, 'UserInfo', ''],
    ['<UserInfo xmlns="urn:x"><Avatar/></UserInfo>', 25, 'UserInfo', 'urn:x'],
    [`<User xmlns="${USER_INFO_NAMESPACE}"/>`, 93, 'User', USER_INFO_NAMESPACE],
    [`<userInfo xmlns="${USER_INFO_NAMESPACE}"/>`, 97, 'userInfo', USER_INFO_NAMESPACE],
  ])('is not %s', (body, column, name, namespace) => {
    expect(bind(body)).toBe(
      `Error in line 1 position ${column}. Expecting element 'UserInfo' from namespace '${USER_INFO_NAMESPACE}'.. Encountered 'Element'  with name '${name}', namespace '${namespace}'. `,
    )
  })

  it('is missed where there is none', () => {
    expect(bind('  <!-- x -->')).toContain("Encountered 'None'  with name '', namespace ''.")
  })

  it('may be nil, or nothing at all: null without an error', () => {
    for (const body of [userInfoXml('', ' i:nil="true"'), userInfoXml('<x/>', ' i:nil=" 1 "'), ''])
      expect(bind(body)).toBeNull()
  })

  it('may say its own type, but no other', () => {
    expect(bind(userInfoXml('<City>c</City>', ' i:type="UserInfo"'))).toEqual({ city: 'c' })
    expect(bind(userInfoXml('<City>c</City>', ' i:type=""'))).toEqual({ city: 'c' })
    for (const type of ['Foo', 'i:UserInfo', 'nope:UserInfo'])
      expect(bind(userInfoXml('', ` i:type="${type}"`))).toContain(
        'The deserializer has no knowledge',
      )
  })
})

describe('members', () => {
  it('are read in contract order, and dropped out of it', () => {
    expect(
      bind(userInfoXml('<OpenId>o</OpenId><Avatar>a</Avatar><UnionId>u</UnionId><Sex>1</Sex>')),
    ).toEqual({ openId: 'o', unionId: 'u' })
  })

  it('of a base class come first', () => {
    const base = '<Scene>House</Scene><code>c</code><smallAppId>WxSmallTc</smallAppId><uid>4</uid>'
    const derived = '<phoneString>p</phoneString><userString>7.1</userString>'
    expect(bind(wxXml(base + derived), wxSmallLogin)).toEqual({
      phoneString: 'p',
      userString: '7.1',
      code: 'c',
      Scene: 'House',
      uid: 4,
    })
    expect(bind(wxXml(derived + base), wxSmallLogin)).toEqual({
      phoneString: 'p',
      userString: '7.1',
    })
  })

  it('in the order of JSON mostly vanish', () => {
    const inJsonOrder =
      '<ThirdPart>Weixin</ThirdPart><Name>n</Name><AvatarUrl>a</AvatarUrl><Mobile>m</Mobile><VerifyCode>v</VerifyCode><Password>p</Password><ThirdPartID>8</ThirdPartID>'
    expect(bind(signupXml(inJsonOrder), thirdPartSignup)).toEqual({
      ThirdPart: 'Weixin',
      VerifyCode: 'v',
    })
  })

  it('are taken once, the first', () => {
    expect(bind(userInfoXml('<Sex>7</Sex><Sex>6</Sex><Sex>x</Sex>'))).toEqual({ gender: 7 })
  })

  it('are passed over by another name, case or namespace, whatever is inside', () => {
    const others =
      '<Aaa>1</Aaa><avatar>x</avatar><Foo>t<Bar/><City>x</City>&#1;</Foo><Language xmlns="">x</Language>'
    expect(bind(userInfoXml(`${others}<OpenId>o</OpenId><Zzz/>`))).toEqual({ openId: 'o' })
  })

  it('may have white space and comments between them, but no text', () => {
    expect(bind(userInfoXml('\n <!-- x --> <City>c</City>&#32;<![CDATA[ ]]>\r\n'))).toEqual({
      city: 'c',
    })
    expect(bind(userInfoXml('<City>c</City>hello'))).toContain("Encountered 'Text'")
    expect(bind(userInfoXml('<![CDATA[hello]]>'))).toContain("Encountered 'CDATA'")
  })

  it('are spoilt by an error anywhere, all of them', () => {
    expect(bind(userInfoXml('<Avatar>a</Avatar><Sex>abc</Sex>'))).toBe(
      "There was an error deserializing the object of type Applications.MiniProgramTools.Models.UserInfo. The value 'abc' cannot be parsed as the type 'Int32'.",
    )
    expect(bind(userInfoXml('<Avatar>a</Avatar></U').slice(0, -11))).toContain('Start element')
  })
})

describe('strings', () => {
  it.each([
    ['<Avatar/>', ''],
    ['<Avatar></Avatar>', ''],
    ['<Avatar i:nil="false">a</Avatar>', 'a'],
    ['<Avatar i:type="i:whatever">a</Avatar>', 'a'],
  ])('%s is %j', (member, text) => {
    expect(bind(userInfoXml(member))).toEqual({ avatarUrl: text })
  })

  it.each([
    '<Avatar i:nil="true"/>',
    '<Avatar i:nil="1"></Avatar>',
    '<Avatar i:nil="true">a<b/></Avatar>',
  ])('%s is null', (member) => {
    expect(bind(userInfoXml(`${member}<City>c</City>`))).toEqual({ city: 'c' })
  })

  it('hold no elements', () => {
    expect(bind(userInfoXml('<Avatar><b>1</b></Avatar>'))).toMatch(
      /End element 'Avatar' expected\. Found element 'b' from namespace '\S+'\. Line 1, position \d+\.$/,
    )
  })
})

describe('integers', () => {
  it.each([
    ['3', 3],
    [' 3\n', 3],
    ['+3', 3],
    ['-2147483648', -2147483648],
    ['007', 7],
    ['1<!-- -->2', 12],
    ['<![CDATA[5]]>', 5],
  ])('%s is %d', (text, gender) => {
    expect(bind(userInfoXml(`<Sex>${text}</Sex>`))).toEqual({ gender })
  })

  it.each(['', '3.0', 'true', 'abc', '2147483648', '0x3', '1,000', '- 3'])('%j is none', (text) => {
    expect(bind(userInfoXml(`<Sex>${text}</Sex>`))).toContain(
      `The value '${text}' cannot be parsed as the type 'Int32'.`,
    )
  })

  it('are never nil, shared or named', () => {
    expect(bind(userInfoXml('<Sex i:nil="true"/>'))).toBe(
      "ValueType 'System.Int32' cannot be null.",
    )
    expect(bind(wxXml('<uid z:Id="1">4</uid>'), wxSmallLogin)).toBe(
      "ValueType 'System.Int32' cannot have id.",
    )
    expect(bind(wxXml('<uid z:Ref="1"/>'), wxSmallLogin)).toBe(
      "ValueType 'System.Int32' cannot have ref to another object.",
    )
  })
})

describe('dates', () => {
  it('are those of XML Schema', () => {
    const sent = '<SubscribeTime>2026-01-29T15:00:34.1406325+08:00</SubscribeTime>'
    expect(bind(userInfoXml(sent))).toEqual({
      subscribe_time: { ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140), ticks: 6325, kind: 'local' },
    })
  })

  it.each(['2026-01-29 15:00:34', ''])('%j is none', (text) => {
    expect(bind(userInfoXml(`<SubscribeTime>${text}</SubscribeTime>`))).toContain(
      `The value '${text}' cannot be parsed as the type 'DateTime'.`,
    )
  })

  it('are never nil', () => {
    expect(bind(userInfoXml('<SubscribeTime i:nil="true"/>'))).toBe(
      "ValueType 'System.DateTime' cannot be null.",
    )
  })
})

describe('enums', () => {
  it('are exact names', () => {
    expect(bind(signupXml('<ThirdPart>QQ</ThirdPart>'), thirdPartSignup)).toEqual({
      ThirdPart: 'QQ',
    })
    expect(
      bind(signupXml('<ThirdPart i:type="ThirdPart">QQ</ThirdPart>'), thirdPartSignup),
    ).toEqual({
      ThirdPart: 'QQ',
    })
    expect(bind(everythingXml('<Colour>Lime</Colour>'), everything)).toEqual({ colour: 'Green' })
  })

  it.each(['', ' QQ ', 'weixin', '1', 'QQ Weixin', 'toString', 'Foo'])('%j is none', (text) => {
    expect(bind(signupXml(`<ThirdPart>${text}</ThirdPart>`), thirdPartSignup)).toBe(
      `Invalid enum value '${text}' cannot be deserialized into type 'WLife.Application.DTOs.ThirdPart'. Ensure that the necessary enum values are present and are marked with EnumMemberAttribute attribute if the type has DataContractAttribute attribute.`,
    )
  })

  it('have no other type, and no null', () => {
    expect(
      bind(signupXml('<ThirdPart i:type="i:string">QQ</ThirdPart>'), thirdPartSignup),
    ).toContain('The deserializer has no knowledge')
    expect(bind(signupXml('<ThirdPart i:nil="true"/>'), thirdPartSignup)).toBe(
      "ValueType 'WLife.Application.DTOs.ThirdPart' cannot be null.",
    )
  })

  it('are named without a namespace where there is none', () => {
    const bare = shape('Bare', { colour: everything.fields.colour })
    expect(
      bind(
        '<Bare xmlns="http://schemas.datacontract.org/2004/07/"><Colour i:nil="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/></Bare>',
        bare,
      ),
    ).toBe("ValueType 'Colour' cannot be null.")
  })
})

describe('attributes of the serializer', () => {
  it.each([
    ['<Avatar i:nil="maybe"/>', "The value 'maybe' cannot be parsed as the type 'Boolean'."],
    ['<Unknown i:nil="maybe"/>', "The value 'maybe' cannot be parsed as the type 'Boolean'."],
    ['<Unknown z:Size="-1"/>', "Invalid Size '-1'. Must be non-negative integer."],
    ['<Unknown z:Id=""/>', "Invalid Id ''. Must not be null or empty."],
    ['<Avatar z:Ref=""/>', "Invalid Ref ''. Must not be null or empty."],
    ['<Avatar z:Ref="1"/>', "Deserialized object with reference id '1' not found in stream."],
    ['<Avatar z:Id="1"/><City z:Id="1"/>', "The same Id value '1' is defined more than once."],
  ])('%s is refused', (members, message) => {
    expect(bind(userInfoXml(members, ` xmlns:z="${SERIALIZATION}"`))).toContain(message)
  })

  it('let a string stand for an earlier one', () => {
    const members = '<Avatar z:Id="1">a</Avatar><City z:Ref="1">x<y/></City><OpenId>o</OpenId>'
    expect(bind(userInfoXml(members, ` xmlns:z="${SERIALIZATION}"`))).toEqual({
      avatarUrl: 'a',
      city: 'a',
      openId: 'o',
    })
  })

  it('are otherwise ignored', () => {
    const members = '<City z:Size="3" z:Type="T" z:Assembly="A" z:Other="" i:other="">c</City>'
    expect(bind(userInfoXml(members, ` xmlns:z="${SERIALIZATION}"`))).toEqual({ city: 'c' })
    const bad = Buffer.from(
      userInfoXml('<City z:Type="\xff"/>', ` xmlns:z="${SERIALIZATION}"`),
      'latin1',
    )
    expect(bind(bad)).toContain('invalid UTF8 bytes')
  })
})

describe('what no document sends, but a contract can have', () => {
  it('binds decimals, booleans, objects and lists', () => {
    const part = `<Part ${partXml('<p:Name>n</p:Name><p:Tags><a:string>t</a:string><a:string i:nil="true"/></p:Tags>')}</Part>`
    const parts = `<Parts ${partXml('<p:Part><p:Name>m</p:Name></p:Part><p:Part i:nil="true"/><p:Other/>')}</Parts>`
    const body = everythingXml(
      `<Amount>7.10</Amount><Colours><Colour>Red</Colour></Colours><Flag>1</Flag><Numbers><a:int>1</a:int><int>x</int><a:int>2</a:int></Numbers>${part}${parts}<Rows><a:ArrayOfstring><a:string>r</a:string></a:ArrayOfstring></Rows>`,
    )
    expect(bind(body, everything)).toEqual({
      amount: '7.10',
      colours: ['Red'],
      flag: true,
      numbers: [1, 2],
      part: { name: 'n', tags: ['t', null] },
      parts: [{ name: 'm', tags: null }, null],
      rows: [['r']],
    })
  })

  it('takes nil and empty ones', () => {
    expect(bind(everythingXml('<Numbers i:nil="true"/><Part i:nil="true"/>'), everything)).toEqual(
      {},
    )
    expect(bind(everythingXml('<Numbers/><Part/>'), everything)).toEqual({
      numbers: [],
      part: { name: null, tags: null },
    })
  })

  it('refuses whatever else is in them', () => {
    for (const member of [
      '<Amount>1,5</Amount>',
      '<Flag>True</Flag>',
      '<Numbers><a:int>x</a:int></Numbers>',
      '<Numbers>text</Numbers>',
      '<Numbers><x i:nil="?"/></Numbers>',
      '<Numbers i:type="Foo"/>',
      '<Part i:type="Foo"/>',
      '<Part>text</Part>',
      '<Part z:Ref="1"/>',
      '<Text z:Id="1">t</Text><Tzz z:Ref="2"/>',
    ])
      expect(typeof bind(everythingXml(member), everything), member).toBe('string')
  })

  it('lets objects and lists stand for earlier ones of their type', () => {
    const body = everythingXml(
      `<Part z:Id="p" ${partXml('<p:Name>n</p:Name>')}</Part><Parts ${partXml('<p:Part z:Ref="p"/>')}</Parts>`,
    )
    expect(bind(body, everything)).toEqual({
      part: { name: 'n', tags: null },
      parts: [{ name: 'n', tags: null }],
    })
    const mistyped = everythingXml('<Numbers z:Id="n"/><Part z:Ref="n"/>')
    expect(bind(mistyped, everything)).toContain("reference id 'n' not found")
  })

  it('knows no maps', () => {
    const mapped = shape('M', { map: { kind: 'map', of: string() } })
    const body = '<M xmlns="http://schemas.datacontract.org/2004/07/"><map>x</map></M>'
    expect(() => bind(body, mapped)).toThrow('A map has no data contract here')
  })
})
