import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import { everything, thirdPartSignup, userInfo, userInfoXml } from './read-xml.ts'

const isAnswer = (body: Buffer, charset: 'utf-8' | 'utf-16'): void => {
  for (const shape of [userInfo, thirdPartSignup, everything]) {
    const { value, errors } = readDataContract(body, charset, shape)
    expect(errors.length === 0 || value === null).toBe(true)
  }
}

const charsets = fc.constantFrom('utf-8', 'utf-16')

describe('any bytes', () => {
  it('are answered', () => {
    fc.assert(
      fc.property(fc.uint8Array(), charsets, (bytes, charset) => {
        isAnswer(Buffer.from(bytes), charset)
      }),
      { seed: 3 },
    )
  })

  it('are answered inside a document, too', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<Sex>',
          '</Sex>',
          '<Avatar i:nil="',
          '"/>',
          '<![CDATA[',
          ']]>',
          '<!--',
          '-->',
          '&#',
          ';',
          '&amp;',
          '<?xml ',
          '?>',
          '\xef',
          '\xbf\xbe',
          '\r',
          ' xmlns:i="',
          '<z:a ',
          '</UserInfo>',
        ),
        fc.string(),
      ),
    )
    fc.assert(
      fc.property(pieces, charsets, (members, charset) => {
        const encoding = charset === 'utf-8' ? 'latin1' : 'utf16le'
        isAnswer(Buffer.from(userInfoXml(members.join('')), encoding), charset)
      }),
      { numRuns: 500, seed: 4 },
    )
  })
})

const MIB = 1 << 20

/** A body of 1 MiB that says one thing over and over. */
const filled = (head: string, unit: string | ((index: number) => string), tail = ''): string => {
  const parts = [head]
  let length = Buffer.byteLength(head + tail)
  for (let index = 0; ; index++) {
    const part = typeof unit === 'string' ? unit : unit(index)
    length += Buffer.byteLength(part)
    if (length > MIB) return parts.join('') + tail
    parts.push(part)
  }
}

const [start, end] = userInfoXml('|').split('|')
const inAvatar = (unit: string): string => filled(`${start}<Avatar>`, unit, `</Avatar>${end}`)

describe('1 MiB of', () => {
  it.each([
    ['references', inAvatar('&lt;')],
    ['references between other letters', inAvatar('中&lt;')],
    ['ampersands', inAvatar('&')],
    ['carriage returns', inAvatar('\r')],
    ['brackets', inAvatar(']a')],
    ['CDATA sections', inAvatar('<![CDATA[x]]>')],
    ['characters from U+F000 on', inAvatar('\uff01')],
    ['long numbers', inAvatar(`&#${'0'.repeat(999)}65;`)],
    ['comments', filled(String(start), '<!---->', end)],
    ['hyphens in a comment', filled(`${start}<!--`, '- ', `-->${end}`)],
    ['unknown members', filled(String(start), (index) => `<Avatar${index}/>`, end)],
    ['attributes', filled('<UserInfo ', (index) => `a${index}="" `, '/>')],
    ['declarations', filled('<UserInfo ', (index) => `xmlns:a${index}="b" `, '/>')],
    ['attributes on members', filled(String(start), '<x a="1" b="2" i:nil="1"/>', end)],
    ['elements inside each other', filled(String(start), '<a>')],
    ['digits', filled(`${start}<Sex>`, '9', `</Sex>${end}`)],
    ['zeros', filled(`${start}<Sex>`, '0', `</Sex>${end}`)],
    ['white space in a number', filled(`${start}<Sex>`, ' ', `</Sex>${end}`)],
    ['white space in a date', filled(`${start}<SubscribeTime>`, ' ', `</SubscribeTime>${end}`)],
    [
      'a fraction',
      filled(`${start}<SubscribeTime>2026-01-29T00:00:00.`, '9', `</SubscribeTime>${end}`),
    ],
    ['tabs in an attribute', filled('<a b="', '\t', '"/>')],
    ['a name', filled('<', 'a')],
    ['colons', filled('<', 'a:')],
    ['white space', filled('', ' ')],
    ['less signs', filled('', '<')],
  ])('%s takes no second', (_, body) => {
    const began = performance.now()
    isAnswer(Buffer.from(body), 'utf-8')
    isAnswer(Buffer.from(body, 'utf16le').subarray(0, MIB), 'utf-16')
    expect(performance.now() - began).toBeLessThan(6 * 1000)
  })

  it('no one thing leaves long texts behind', () => {
    const { errors, notes } = readDataContract(
      Buffer.from(filled(`${start}<Sex>`, '9', `</Sex>${end}`)),
      'utf-8',
      userInfo,
    )
    expect(errors[0]?.exception?.length).toBe(1000)
    expect(JSON.stringify(notes).length).toBeLessThan(1000)
  })
})
