import { describe, expect, it } from 'vitest'
import { bind, userInfo, userInfoXml } from './read-xml.ts'

const MARK = '\ufeff'
const members = '<Avatar>中</Avatar>'
const bound = { avatarUrl: '中' }
const type = 'Applications.MiniProgramTools.Models.UserInfo'
const because = (message: string): string =>
  `There was an error deserializing the object of type ${type}. ${message}`

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const declared = (encoding: string): string =>
  `<?xml version="1.0" ${encoding}?>${userInfoXml(members)}`

describe("a document's encoding", () => {
  it('is UTF-8, with or without its mark', () => {
    expect(bind(userInfoXml(members))).toEqual(bound)
    expect(bind(MARK + userInfoXml(members))).toEqual(bound)
    expect(bind(MARK + declared('encoding="UTF-8"'))).toEqual(bound)
  })

  it('is little-endian UTF-16 where Content-Type says so', () => {
    expect(bind(utf16(userInfoXml(members)), userInfo, 'utf-16')).toEqual(bound)
    expect(bind(utf16(MARK + userInfoXml(members)), userInfo, 'utf-16')).toEqual(bound)
    for (const encoding of ['utf-16', 'UTF-16', 'utf-16le'])
      expect(bind(utf16(declared(`encoding='${encoding}'`)), userInfo, 'utf-16')).toEqual(bound)
  })

  it.each([
    [
      'UTF-16 without a word in Content-Type',
      utf16(userInfoXml(members)),
      'utf-8',
      'utf-8',
      'utf-16LE',
    ],
    ['its mark alone', utf16(MARK + userInfoXml(members)), 'utf-8', 'utf-8', 'utf-16LE'],
    ['big-endian', utf16(userInfoXml(members)).swap16(), 'utf-16', 'utf-16LE', 'utf-16BE'],
    [
      'big-endian with a mark',
      utf16(MARK + userInfoXml('')).swap16(),
      'utf-8',
      'utf-8',
      'utf-16BE',
    ],
    ['UTF-8 under another name', Buffer.from(userInfoXml(members)), 'utf-16', 'utf-16LE', 'utf-8'],
    [
      'white space first, in UTF-16',
      utf16(` ${userInfoXml(members)}`),
      'utf-16',
      'utf-16LE',
      'utf-8',
    ],
  ] as const)('is not %s', (_, body, charset, expected, actual) => {
    expect(bind(body, userInfo, charset)).toBe(
      because(
        `The expected encoding '${expected}' does not match the actual encoding '${actual}'.`,
      ),
    )
  })

  it.each([
    ['encoding="gbk"', 'gbk', 'utf-8'],
    ["encoding='utf-16'", 'utf-16', 'utf-8'],
    ['encoding = "iso-8859-1"', 'iso-8859-1', 'utf-8'],
  ])('must be the one declared: %s', (declaration, name, actual) => {
    expect(bind(declared(declaration))).toBe(
      because(
        `The encoding in the declaration '${name}' does not match the encoding of the document '${actual}'.`,
      ),
    )
  })

  it('must be the one declared, in UTF-16 too', () => {
    for (const name of ['utf-8', 'utf-16be']) {
      expect(bind(utf16(declared(`encoding="${name}"`)), userInfo, 'utf-16')).toBe(
        because(
          `The encoding in the declaration '${name}' does not match the encoding of the document 'utf-16LE'.`,
        ),
      )
    }
  })

  it('is looked for in the first 128 bytes only', () => {
    const late = `<?xml version="1.0"${' '.repeat(120)}encoding="gbk"?>${userInfoXml(members)}`
    expect(bind(late)).toEqual(bound)
  })

  it.each([
    '<?xml a="1" encoding="gbk"?><a/>',
    '<?xml version="1.0" encoding=gbk?><a/>',
    '<?xml version="1.0" encoding="gbk',
  ])('is not read from %s', (text) => {
    expect(bind(text)).toBe(because('Malformed XML declaration.'))
  })

  it('takes no half character', () => {
    const lone = Buffer.concat([utf16('<a>'), Buffer.from([0x00, 0xd8]), utf16('</a>')])
    expect(bind(lone, userInfo, 'utf-16')).toBe(because('Invalid byte encoding.'))
    const odd = Buffer.concat([utf16(userInfoXml('')), Buffer.from([0x20])])
    expect(bind(odd, userInfo, 'utf-16')).toBe(because('Invalid byte encoding.'))
  })

  it('takes four bytes to tell', () => {
    expect(bind('<a>')).toBe(because('Unexpected end of file.'))
  })
})
