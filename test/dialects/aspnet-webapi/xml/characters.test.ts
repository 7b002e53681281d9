import { describe, expect, it } from 'vitest'
import {
  encodeLocalName,
  escapeText,
} from '../../../../src/dialects/aspnet-webapi/xml/characters.ts'

describe('element text', () => {
  it.each([
    ['a=1&b=<2>', 'a=1&amp;b=&lt;2&gt;'],
    [']]>', ']]&gt;'],
    ['"it\'s"', '"it\'s"'],
    ['a\tb', 'a\tb'],
    ['a\nb\rc\r\nd\n\re', 'a\r\nb\r\nc\r\nd\r\n\r\ne'],
    ['\u0000\u0001\u000b\u001f\ufffe\uffff', '&#x0;&#x1;&#xB;&#x1F;&#xFFFE;&#xFFFF;'],
    ['\u007f\u0085\u2028\ufffd😀中', '\u007f\u0085\u2028\ufffd😀中'],
    ['<😀>', '&lt;😀&gt;'],
    ['', ''],
  ])('%j is written %j', (text, written) => {
    expect(escapeText(text)).toBe(written)
  })

  it.each(['\ud83d', '\ude00x', '<\ud83d>'])('%j makes the writer throw', (text) => {
    expect(escapeText(text)).toBeUndefined()
  })
})

describe('names made of anything', () => {
  it.each([
    ['dto.ThirdPartID', 'dto.ThirdPartID'],
    ['userInfo.errors[0]', 'userInfo.errors_x005B_0_x005D_'],
    ['2nd', '_x0032_nd'],
    ['a:b', 'a_x003A_b'],
    ['a b', 'a_x0020_b'],
    ['-a', '_x002D_a'],
    ['<Field>k__BackingField', '_x003C_Field_x003E_k__BackingField'],
    ['_x003C_', '_x005F_x003C_'],
    ['a_X0001F600_', 'a_x005F_X0001F600_'],
    ['_xyz_', '_xyz_'],
    ['名前', '名前'],
    ['😀', '_x0001F600_'],
    ['a\ud83d', 'a_xD83D_'],
    ['', ''],
  ])('%j is encoded %j', (name, encoded) => {
    expect(encodeLocalName(name)).toBe(encoded)
  })
})
