import { describe, expect, it } from 'vitest'
import type { Note } from '../../../../src/core/note.ts'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import { explainSyntax } from '../../../../src/dialects/aspnet-webapi/xml/read-notes.ts'
import {
  everything,
  notesOf,
  thirdPartSignup,
  USER_INFO_NAMESPACE,
  userInfo,
  userInfoXml,
} from './read-xml.ts'

const notes = (
  body: string,
  shape = userInfo as Parameters<typeof readDataContract>[2],
): readonly Note[] => readDataContract(Buffer.from(body), 'utf-8', shape).notes
const signup = (members: string): string =>
  `<ThirdPartSignupDTO xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs">${members}</ThirdPartSignupDTO>`

describe('notes on an XML body', () => {
  it('are none on a clean one', () => {
    expect(notes(userInfoXml('<!-- x --><City>c</City>\n<Sex>3</Sex>'))).toEqual([])
    expect(notes(`<?xml version="1.0"?>${userInfoXml('')}`)).toEqual([])
  })

  it('tell of a member out of order', () => {
    expect(notes(userInfoXml('<Province>p</Province><OpenId>o</OpenId>'))).toEqual([
      {
        kind: 'xml-member-out-of-order',
        message:
          '`<OpenId>` stands after `<Province>`: DataContractSerializer reads members in contract order and dropped it; the order is Avatar, City, Country, Language, NickName, OpenId, Province, SessionKey, Sex, SubscribeTime, UnionId.',
        path: 'OpenId',
        expected:
          'Avatar, City, Country, Language, NickName, OpenId, Province, SessionKey, Sex, SubscribeTime, UnionId',
      },
    ])
  })

  it('tell of a member sent twice', () => {
    expect(notes(userInfoXml('<Sex>1</Sex><Sex>2</Sex>'))).toEqual([
      {
        kind: 'xml-member-duplicate',
        message:
          '`<Sex>` stands there twice: DataContractSerializer took the first and dropped this one; send it once.',
        path: 'Sex',
      },
    ])
  })

  it('tell of case', () => {
    expect(notes(userInfoXml('<openId>o</openId>'))).toEqual([
      {
        kind: 'xml-member-case',
        message:
          '`<openId>` is not `<OpenId>`: DataContractSerializer tells case apart and dropped it; send `<OpenId>`.',
        path: 'openId',
        expected: 'OpenId',
        actual: 'openId',
      },
    ])
  })

  it('tell the XML name of a JSON name', () => {
    expect(notes(userInfoXml('<gender>1</gender>'))).toEqual([
      {
        kind: 'xml-member-unknown',
        message:
          '`<gender>` is the JSON name of `<Sex>`: DataContractSerializer does not know it and dropped it; send `<Sex>`.',
        path: 'gender',
        expected: 'Sex',
        actual: 'gender',
      },
    ])
  })

  it('tell the nearest member, or all of them', () => {
    expect(notes(userInfoXml('<Provinse>1</Provinse>'))).toEqual([
      {
        kind: 'xml-member-unknown',
        message:
          '`<Provinse>` is no member of UserInfo: DataContractSerializer dropped it; did you mean `<Province>`?',
        path: 'Provinse',
        expected: 'Province',
        actual: 'Provinse',
      },
    ])
    expect(notes(userInfoXml('<Extra/>'))).toEqual([
      {
        kind: 'xml-member-unknown',
        message:
          '`<Extra>` is no member of UserInfo: DataContractSerializer dropped it; the members are Avatar, City, Country, Language, NickName, OpenId, Province, SessionKey, Sex, SubscribeTime, UnionId.',
        path: 'Extra',
        actual: 'Extra',
      },
    ])
  })

  it('tell of a namespace, at a member and at the root', () => {
    expect(notes(userInfoXml('<City xmlns="">c</City>'))).toEqual([
      {
        kind: 'xml-wrong-namespace',
        message: `\`<City>\` is in no namespace: DataContractSerializer looks for it in its own and dropped it; put it in ${USER_INFO_NAMESPACE}.`,
        path: 'City',
        expected: USER_INFO_NAMESPACE,
        actual: '',
      },
    ])
    expect(notes('<UserInfo xmlns="urn:x"/>')).toEqual([
      {
        kind: 'xml-wrong-namespace',
        message: `The root \`<UserInfo>\` is in the namespace urn:x: DataContractSerializer bound nothing; send \`<UserInfo xmlns="${USER_INFO_NAMESPACE}">\`.`,
        path: 'UserInfo',
        expected: USER_INFO_NAMESPACE,
        actual: 'urn:x',
      },
    ])
  })

  it('tell of another root, or none', () => {
    expect(notes(`<User xmlns="${USER_INFO_NAMESPACE}"/>`)).toEqual([
      {
        kind: 'xml-wrong-root',
        message: `The root is \`<User>\`: DataContractSerializer bound nothing; send \`<UserInfo xmlns="${USER_INFO_NAMESPACE}">\`.`,
        expected: 'UserInfo',
        actual: 'User',
      },
    ])
    expect(notes('    ')[0]?.message).toContain('There is no root element')
  })

  it('tell of values that spoil the body', () => {
    expect(notes(userInfoXml('<Sex i:nil="true"/>'))).toEqual([
      {
        kind: 'xml-nil-on-value',
        message:
          '`<Sex>` is nil, and a System.Int32 cannot be: DataContractSerializer refused the whole body; leave the element out.',
        path: 'Sex',
      },
    ])
    expect(notes(userInfoXml('<Sex>2147483648</Sex>'))).toEqual([
      {
        kind: 'integer-out-of-range',
        message:
          '`<Sex>` is `2147483648`, which is beyond an Int32: DataContractSerializer refused the whole body; send one from -2147483648 to 2147483647.',
        path: 'Sex',
        expected: 'an integer from -2147483648 to 2147483647',
        actual: '2147483648',
      },
    ])
    expect(notes(userInfoXml('<SubscribeTime>2026-01-29 15:00:34</SubscribeTime>'))).toEqual([
      {
        kind: 'date-format',
        message:
          '`<SubscribeTime>` is `2026-01-29 15:00:34`, which is no xsd:dateTime: DataContractSerializer refused the whole body; send it as yyyy-MM-ddTHH:mm:ss.',
        path: 'SubscribeTime',
        expected: 'yyyy-MM-ddTHH:mm:ss',
        actual: '2026-01-29 15:00:34',
      },
    ])
    expect(notes(signup('<ThirdPart>weixin</ThirdPart>'), thirdPartSignup)).toEqual([
      {
        kind: 'enum-not-a-member',
        message:
          '`<ThirdPart>` is `weixin`, which is no member of ThirdPart: DataContractSerializer refused the whole body; send exactly one of Weixin, QQ, Weibo.',
        path: 'ThirdPart',
        expected: 'Weixin, QQ, Weibo',
        actual: 'weixin',
      },
    ])
  })

  it.each([
    ['<Sex>abc</Sex>', 'xml-type-mismatch'],
    ['<Avatar><b/></Avatar>', 'xml-type-mismatch'],
    ['text', 'xml-type-mismatch'],
    ['<Avatar>&nbsp;</Avatar>', 'xml-syntax'],
  ])('name what is wrong with %s: %s', (members, kind) => {
    expect(notesOf(userInfoXml(members))).toEqual([kind])
  })

  it('name an unknown type', () => {
    expect(notesOf(userInfoXml('', ' i:type="Foo"'))).toEqual(['xml-type-unknown'])
    const body =
      '<Everything xmlns="http://schemas.datacontract.org/2004/07/Shop"><Amount>x</Amount></Everything>'
    expect(notesOf(body, everything)).toEqual(['xml-type-mismatch'])
  })

  it('tell of XML that is none', () => {
    expect(notes('hello')).toEqual([
      {
        kind: 'xml-syntax',
        message:
          'The body is no XML to XmlDictionaryReader, which said "The data at the root level is invalid. Line 1, position 1.": nothing was bound; send well-formed XML (line 1, column 1: char \'h\' is not expected).',
      },
    ])
    expect(notesOf('{"openId":"o1"}')).toEqual(['xml-syntax'])
    expect(notesOf('<?xml version="1.0" encoding="gbk"?><a/>')).toEqual(['xml-syntax'])
  })

  it('tell of null', () => {
    expect(notes('')).toEqual([
      {
        kind: 'null-body',
        message:
          'The body is empty: Web API binds null without validating, and the action failed on it; send the object.',
      },
    ])
    expect(notes(userInfoXml('', ' i:nil="true"'))[0]?.message).toMatch(
      /^The root element is nil: /,
    )
  })

  it('keep what was dropped before an error, and cut long names short', () => {
    expect(notesOf(userInfoXml('<gender>1</gender><Sex>x</Sex>'))).toEqual([
      'xml-member-unknown',
      'xml-type-mismatch',
    ])
    const name = 'n'.repeat(1000)
    expect(notes(userInfoXml(`<${name}/>`))[0]?.path).toBe(`${'n'.repeat(64)}…`)
    expect(notes(userInfoXml('<x/>'.repeat(1000)))).toHaveLength(20)
  })
})

it.each([
  [
    '<a><b></a>',
    "line 1, column 7: Expected closing tag 'b' (opened in line 1, col 4) instead of closing tag 'a'",
  ],
  ['{"a":1}', "line 1, column 1: char '{' is not expected"],
  ['<!DOCTYPE a []><a/>', 'other parsers may take it, this one does not'],
  ['<'.repeat(100_000), undefined],
])('%s', (body, said) => {
  expect(explainSyntax(Buffer.from(body))).toBe(said)
})
