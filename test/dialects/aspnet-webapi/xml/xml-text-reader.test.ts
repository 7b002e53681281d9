import { describe, expect, it } from 'vitest'
import { bind, USER_INFO_NAMESPACE, userInfoXml } from './read-xml.ts'

const UNSUPPORTED =
  'Processing instructions (other than the XML declaration) and DTDs are not supported.'
const root = userInfoXml('<Avatar>a</Avatar>')
const bound = { avatarUrl: 'a' }
const avatar = (content: string): unknown => bind(userInfoXml(`<Avatar>${content}</Avatar>`))

/** What .NET says of the XML itself, without the sentence before it and the place after it. */
const refusal = (text: string | Buffer): string => {
  const all = bind(text)
  expect(all).toMatch(/^There was an error deserializing the object of type \S+UserInfo\. /)
  return String(all)
    .replace(/^.*?UserInfo\. /s, '')
    .replace(/ Line \d+, position \d+\.$/, '')
}

describe('what may stand around the root', () => {
  it.each([
    ['nothing', root],
    ['white space', `\t\n\r\n ${root}\r\n`],
    ['a declaration', `<?xml version="1.0"?>${root}`],
    ['a full one', `<?xml version='1.0' encoding="utf-8" standalone='yes' ?>\n${root}`],
    ['one without an encoding', `<?xml version="1.0" standalone="no"?>${root}`],
    ['comments', `<!-- x --><!--->--><!---->${root}<!-- y -->`],
  ])('%s', (_, text) => {
    expect(bind(text)).toEqual(bound)
  })

  it.each([
    ['text before it', `hello${root}`, 'The data at the root level is invalid.'],
    ['a second byte order mark', `\ufeff\ufeff${root}`, 'The data at the root level is invalid.'],
    ['a reference', `&#32;${root}`, 'The data at the root level is invalid.'],
    ['text behind it', `${root}hello`, 'The data at the root level is invalid.'],
    ['a second root', `${root}<a/>`, 'There are multiple root elements.'],
    ['an instruction', `<?xml-stylesheet href="x"?>${root}`, UNSUPPORTED],
    ['an instruction behind it', `${root}<?pi?>`, UNSUPPORTED],
    [
      'a document type',
      `<!DOCTYPE UserInfo [<!ENTITY e "x">]>${root}`,
      'CData elements not valid at top level of an XML document.',
    ],
    ['CDATA', `<![CDATA[]]>${root}`, 'CData elements not valid at top level of an XML document.'],
    ['an end tag', `</a>${root}`, 'The input source is not correctly formatted.'],
    ['a comment without an end', `${root}<!-- `, 'Unexpected end of file.'],
    [
      'a comment with two hyphens',
      `<!-- a -- b -->${root}`,
      "XML comments cannot contain '--' or end with '-'.",
    ],
    [
      'a comment with a control character',
      `<!-- \u0001 -->${root}`,
      'The byte 0x01 is not valid at this location.',
    ],
    [
      'a comment with U+FFFF',
      `<!-- \uffff -->${root}`,
      'Characters with hexadecimal values 0xFFFE and 0xFFFF are not valid.',
    ],
    ['half a comment', `<!-x->${root}`, "The token '-' was expected but found 'x'."],
    [
      'a late declaration',
      ` <?xml version="1.0"?>${root}`,
      'No characters can appear before the XML declaration.',
    ],
  ])('but not %s', (_, text, message) => {
    expect(refusal(text)).toBe(message)
  })

  it('is not looked at further than one node behind the root', () => {
    expect(bind(`${root} garbage`)).toEqual(bound)
    expect(bind(`${root}<!-- x --><a></b>`)).toEqual(bound)
    expect(bind(`${root}\n<!DOCTYPE x>`)).toEqual(bound)
  })

  it('says where it stopped', () => {
    expect(bind(`<!DOCTYPE x>`)).toContain(' Line 1, position 3.')
    expect(bind(`<!-- \r\n -->\n\rhello`)).toContain(' Line 4, position 1.')
  })
})

describe('the declaration', () => {
  it.each([
    ['version="1.1"', "XML version must be '1.0'."],
    ['encoding="utf-8"', 'Version not found in XML declaration.'],
    ['a:version="1.0"', 'Version not found in XML declaration.'],
    [
      'version="1.0" standalone="maybe"',
      "'standalone' value in declaration must be 'yes' or 'no'.",
    ],
    ['version="1.0" standalone="yes" encoding="utf-8"', 'Malformed XML declaration.'],
    ['version="1.0" foo="yes"', 'Malformed XML declaration.'],
    ['version="1.0" xmlns="urn:x"', 'Malformed XML declaration.'],
    ['', "The name '?' is not a valid XML name."],
    ['version', "The token '=' was expected but found '?'."],
    ['version="1.0">', "The token '?' was expected but found '>'."],
    ['version="1.0" ?/', "The token '>' was expected but found '/'."],
  ])('%s is refused', (attributes, message) => {
    expect(refusal(`<?xml ${attributes}?>${root}`)).toBe(message)
  })
})

describe('text', () => {
  it.each([
    ['five names', '&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['numbers', '&#x4e2d;&#20013;&#x1F600;&#x1f600;', '中中😀😀'],
    ['numbers of control characters', '&#1;&#0;&#xB;&#xFFFE;', '\u0001\u0000\u000b\ufffe'],
    ['numbers without digits', '&#;&#x;', '\u0000\u0000'],
    ['a long number', `&#x${'0'.repeat(50)}41;&#${'0'.repeat(50)}65;`, 'AA'],
    ['a surrogate alone', '&#xD83D;', '\ud83d'],
    ['line ends', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['two of them', '\r\r\n', '\n\n'],
    ['a referenced one', 'a&#13;&#10;b', 'a\r\nb'],
    ['white space around', ' a ', ' a '],
    ['white space alone', ' \t\n', ' \t\n'],
    ['CDATA', 'x<![CDATA[<a&b>]]>z', 'x<a&b>z'],
    ['CDATA with control characters', '<![CDATA[\u0001\u0000]]>', '\u0001\u0000'],
    ['CDATA with line ends', '<![CDATA[a\r\nb]]>', 'a\r\nb'],
    ['CDATA with brackets', '<![CDATA[]]]]>', ']]'],
    ['empty CDATA', '<![CDATA[]]>', ''],
    ['comments', 'a<!-- b -->c', 'ac'],
    ['brackets', 'a]b]]c', 'a]b]]c'],
    ['a greater sign', 'a > b', 'a > b'],
    ['quotes', `"'`, `"'`],
    ['emoji', '😀中é', '😀中é'],
    ['characters from U+F000 on', '\ufeffa\uff01<!---->\ufffd', '\ufeffa\uff01\ufffd'],
    ['one of them inside CDATA', '<![CDATA[\uff01]]>', '\uff01'],
    ['DEL and C1', '\u007f\u0085\u2028', '\u007f\u0085\u2028'],
  ])('may hold %s', (_, content, text) => {
    expect(avatar(content)).toEqual({ avatarUrl: text })
  })

  it.each([
    ['an entity of HTML', '&nbsp;', 'Character reference not valid.'],
    ['a capital one', '&LT;', 'Character reference not valid.'],
    ['an inherited name', '&toString;', 'Character reference not valid.'],
    ['a bare ampersand', 'a=1&b=2', 'Unexpected end of file.'],
    ['an ampersand before a semicolon far off', 'a=1&b=2;', 'Character reference not valid.'],
    ['too high a number', '&#x110000;', 'Character reference not valid.'],
    ['a number with a capital X', '&#X41;', 'Character reference not valid.'],
    ['the end of a CDATA section', 'a]]>', "']]>' not valid in text node content."],
    ['a control character', 'a\u0001', 'The byte 0x01 is not valid at this location.'],
    ['U+FFFE', '\ufffe', 'Characters with hexadecimal values 0xFFFE and 0xFFFF are not valid.'],
    [
      'U+FFFE inside CDATA',
      '<![CDATA[\ufffe]]>',
      'Characters with hexadecimal values 0xFFFE and 0xFFFF are not valid.',
    ],
    ['an instruction', 'a<?pi?>', UNSUPPORTED],
    [
      'a declaration',
      '<?xml version="1.0"?>',
      'No characters can appear before the XML declaration.',
    ],
    ['a document type', '<!DOCTYPE a>', "The token '[' was expected but found 'D'."],
    ['lower-case CDATA', '<![cdata[]]>', "The token 'C' was expected but found 'c'."],
    ['half a CDATA section', '<![CDATA[', 'Unexpected end of file.'],
  ])('may not hold %s', (_, content, message) => {
    expect(refusal(userInfoXml(`<Avatar>${content}</Avatar>`))).toBe(message)
  })

  it('must be UTF-8 where it is used, and only there', () => {
    const bad = (members: string): Buffer => Buffer.from(userInfoXml(members), 'latin1')
    expect(refusal(bad('<Avatar>\xff</Avatar>'))).toBe("'\ufffd' contains invalid UTF8 bytes.")
    expect(refusal(bad('<Avatar>a<!-- -->\xed\xa0\x80</Avatar>'))).toContain('invalid UTF8 bytes')
    expect(bind(bad('<Foo>\xff</Foo><City>c</City><!--\xff-->'))).toEqual({ city: 'c' })
    expect(bind(bad('<Avatar>\xe4\xb8\xad</Avatar><Foo a="\xff"/>'))).toEqual({ avatarUrl: '中' })
    expect(refusal(bad('<\xff/>'))).toContain('invalid UTF8 bytes')
    // A byte EF is followed by two more, whatever they are.
    expect(refusal(bad('<Avatar>\xef</Avatar>'))).toBe("'\ufffd</' contains invalid UTF8 bytes.")
    expect(refusal(bad('<Avatar>\xef').subarray(0, -11))).toBe('Unexpected end of file.')
    expect(refusal(bad('<Avatar i:nil="\xff"/>'))).toContain('invalid UTF8 bytes')
    expect(refusal(bad('<Avatar/>\xff'))).toContain('invalid UTF8 bytes')
  })
})

describe('tags', () => {
  it.each([
    ['white space inside', '<Avatar\n >a</Avatar\t>'],
    ['attributes', '<Avatar foo="1" bar=\'2\'>a</Avatar>'],
    ['white space around the equals sign', '<Avatar foo = "1">a</Avatar>'],
    ['any text in them', '<Avatar foo="\'&lt;&#0;\r\n\t\uff01]]>">a</Avatar>'],
    ['the same name in two namespaces', '<Avatar foo="" i:foo="">a</Avatar>'],
    ['xml attributes', '<Avatar xml:space="preserve" xml:lang="zh">a</Avatar>'],
    [
      'a declared xml prefix',
      '<Avatar xmlns:xml="http://www.w3.org/XML/1998/namespace">a</Avatar>',
    ],
    ['a prefix for the namespace', `<p:Avatar xmlns:p="${USER_INFO_NAMESPACE}">a</p:Avatar>`],
    [
      'one that is unescaped',
      `<p:Avatar xmlns:p="${USER_INFO_NAMESPACE.replace('M', '&#77;')}">a</p:Avatar>`,
    ],
    [
      'a prefix declared twice, one inside the other',
      `<p:Avatar xmlns:p="${USER_INFO_NAMESPACE}">a</p:Avatar><x xmlns:p="urn:x"><p:y xmlns:p="urn:y"/><p:z/></x>`,
    ],
    ['names of other letters', '<Avatar>a</Avatar><名前-1 é·="1"/>'],
  ])('may have %s', (_, members) => {
    expect(bind(userInfoXml(members))).toEqual(bound)
  })

  it.each([
    ['an unknown prefix', '<p:Avatar/>', "The prefix 'p' is not defined."],
    ['an unknown prefix on an attribute', '<Avatar p:a=""/>', "The prefix 'p' is not defined."],
    ['a prefix out of scope', '<x xmlns:p="urn:x"/><p:y/>', "The prefix 'p' is not defined."],
    [
      'an empty namespace',
      '<a xmlns:p=""/>',
      'The empty namespace requires a null or empty prefix.',
    ],
    [
      'another xml prefix',
      '<a xmlns:xml="urn:x"/>',
      "The prefix 'xml' can only be bound to the namespace 'http://www.w3.org/XML/1998/namespace'.",
    ],
    [
      'another xmlns prefix',
      '<a xmlns:xmlns="urn:x"/>',
      "The prefix 'xmlns' can only be bound to the namespace 'http://www.w3.org/2000/xmlns/'.",
    ],
    [
      'an attribute twice',
      '<a b="" b=""/>',
      "Duplicate attribute found. Both 'b' and 'b' are from the namespace ''.",
    ],
    [
      'an attribute twice by two prefixes',
      '<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>',
      "Duplicate attribute found. Both 'b' and 'b' are from the namespace 'u'.",
    ],
    [
      'a declaration twice',
      '<a xmlns:p="u" xmlns:p="v"/>',
      "Duplicate attribute found. Both 'xmlns:p' and 'xmlns:p' are from the namespace 'http://www.w3.org/2000/xmlns/'.",
    ],
    ['no space between attributes', '<a b=""c=""/>', 'Whitespace must appear between attributes.'],
    ['no value', '<a b/>', "The token '=' was expected but found '/'."],
    ['no quotes', '<a b=c/>', `The token '"' was expected but found 'c'.`],
    ['a less sign in an attribute', '<a b="<"/>', `The token '"' was expected but found '<'.`],
    [
      'U+FFFE in an attribute',
      '<a b="\ufffe"/>',
      'Characters with hexadecimal values 0xFFFE and 0xFFFF are not valid.',
    ],
    ['a bad reference in an attribute', '<a b="&x;"/>', 'Character reference not valid.'],
    ['an attribute without an end', '<a b="', `The token '"' was expected but found '<'.`],
    ['a slash amid', '<a / >', "The token '>' was expected but found ' '."],
    ['a question mark', '<a b=""?>', "The token '>' was expected but found '?'."],
    ['a digit first', '<1a/>', "The name '1a' is not a valid XML name."],
    ['a colon first', '<:a/>', "The name ':a' is not a valid XML name."],
    ['two colons', '<a:b:c/>', "The name ':c' is not a valid XML name."],
    ['a bad prefix', '<é1😀:b/>', "The name 'é1😀' is not a valid XML name."],
    ['an emoji', '<😀/>', "The name '😀' is not a valid XML name."],
    ['no name', '<>', "The name '>' is not a valid XML name."],
    ['another end', '<a></b>', "Start element 'a' does not match end element."],
    ['a longer end', '<a></ab>', "The token '>' was expected but found 'b'."],
    ['crossed ends', '<a><b></a></b>', "Start element 'b' does not match end element."],
  ])('may not have %s', (_, members, message) => {
    expect(refusal(userInfoXml(members))).toBe(message)
  })

  it('must all be closed', () => {
    expect(refusal(userInfoXml('').replace('</UserInfo>', ''))).toBe(
      'Unexpected end of file. Following elements are not closed: UserInfo.',
    )
    expect(refusal(userInfoXml('<a><b>').replace('</UserInfo>', '<c'))).toBe(
      'Unexpected end of file.',
    )
    expect(refusal(userInfoXml('<Avatar>').replace('</UserInfo>', ''))).toBe(
      'Unexpected end of file. Following elements are not closed: Avatar, UserInfo.',
    )
  })

  it('may be nested 256 deep', () => {
    const nested = (depth: number): string =>
      userInfoXml('<a>'.repeat(depth - 1) + '</a>'.repeat(depth - 1) + '<City>c</City>')
    expect(bind(nested(256))).toEqual({ city: 'c' })
    expect(refusal(nested(257))).toBe('The maximum read depth (256) has been exceeded.')
  })
})
