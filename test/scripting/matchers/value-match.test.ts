import { describe, expect, it } from 'vitest'
import {
  compileMatch,
  describeMatch,
  type ValueMatch,
} from '../../../src/scripting/matchers/value-match.ts'

const XML = '<a xmlns="urn:x"><b c="1">t</b></a>'

describe('a value match', () => {
  it.each<[ValueMatch, string | undefined, boolean]>([
    [{ equalTo: 'a' }, 'a', true],
    [{ equalTo: 'a' }, 'A', false],
    [{ equalTo: 3 }, '3', true],
    [{ equalTo: 'a', caseInsensitive: true }, 'A', true],
    [{ equalTo: 'a', caseInsensitive: true }, undefined, false],
    [{ contains: 'bc' }, 'abcd', true],
    [{ contains: 'bc' }, undefined, false],
    [{ doesNotContain: 'bc' }, 'abcd', false],
    [{ doesNotContain: 'bc' }, undefined, true],
    [{ matches: 'a.c' }, 'abc', true],
    [{ matches: 'a.c' }, 'xabc', false],
    [{ doesNotMatch: 'a.c' }, 'abc', false],
    [{ absent: true }, undefined, true],
    [{ absent: true }, '', false],
    [{ absent: false }, '', true],
    [{}, '', true],
    [{}, undefined, false],
    [{ and: [{ contains: 'a' }, { contains: 'b' }] }, 'ab', true],
    [{ and: [{ contains: 'a' }, { contains: 'b' }] }, 'a', false],
    [{ or: [{ equalTo: 'a' }, { equalTo: 'b' }] }, 'b', true],
    [{ or: [{ equalTo: 'a' }, { equalTo: 'b' }] }, 'c', false],
    [{ not: { equalTo: 'a' } }, 'b', true],
    [{ equalToJson: '{"a":[1,2]}' }, '{ "a": [1, 2] }', true],
    [{ equalToJson: { a: [1, 2] } }, '{"a":[2,1]}', false],
    [{ equalToJson: { a: [1, 2] }, ignoreArrayOrder: true }, '{"a":[2,1]}', true],
    [{ equalToJson: { a: [1, 1] }, ignoreArrayOrder: true }, '{"a":[1,2]}', false],
    [{ equalToJson: { a: 1 } }, '{"a":1,"b":2}', false],
    [{ equalToJson: { a: 1 }, ignoreExtraElements: true }, '{"a":1,"b":2}', true],
    [{ equalToJson: { a: [1] }, ignoreExtraElements: true }, '{"a":[1,2]}', true],
    [{ equalToJson: [1] }, '{"0":1}', false],
    [{ equalToJson: { a: {} } }, '{"a":1}', false],
    [{ equalToJson: { a: '${json-unit.ignore}' } }, '{"a":1}', true],
    [{ equalToJson: '1' }, 'not json', false],
    [{ equalToJson: '1' }, undefined, false],
    [{ matchesJsonPath: '$.a' }, '{"a":1}', true],
    [{ matchesJsonPath: '$.a' }, '{"b":1}', false],
    [{ matchesJsonPath: '$[?(@.x == 2)]' }, '[{"x":1},{"x":2}]', true],
    [{ matchesJsonPath: { expression: '$.a', equalTo: 'x' } }, '{"a":"x"}', true],
    [{ matchesJsonPath: { expression: '$.a', equalTo: '1' } }, '{"a":1}', true],
    [{ matchesJsonPath: { expression: '$.a', absent: true } }, '{"b":1}', true],
    [{ matchesJsonPath: '$.a' }, 'no', false],
    [{ equalToXml: '<a><b>1</b></a>' }, '<a> <b> 1 </b>\n</a>', true],
    [{ equalToXml: '<a x="1" y="2"/>' }, '<a y="2" x="1"/>', true],
    [{ equalToXml: '<a x="1"/>' }, '<a x="2"/>', false],
    [{ equalToXml: '<a/>' }, 'no', false],
    [{ matchesXPath: '//*[local-name()="b"]' }, XML, true],
    [{ matchesXPath: '//b' }, XML, true],
    [{ matchesXPath: '//b', xPathNamespaces: { p: 'urn:x' } }, XML, false],
    [{ matchesXPath: '//p:b', xPathNamespaces: { p: 'urn:x' } }, XML, true],
    [
      {
        matchesXPath: { expression: '//p:b/text()', equalTo: 't' },
        xPathNamespaces: { p: 'urn:x' },
      },
      XML,
      true,
    ],
    [
      {
        matchesXPath: { expression: 'string(//p:b/@c)', equalTo: '1' },
        xPathNamespaces: { p: 'urn:x' },
      },
      XML,
      true,
    ],
    [{ matchesXPath: { expression: '//nope', absent: true } }, XML, false],
    [{ matchesXPath: '//b' }, undefined, false],
  ])('%j on %j is %s', (match, value, holds) => {
    expect(compileMatch(match)(value, () => 0)).toBe(holds)
  })

  it.each<[ValueMatch, string]>([
    [
      { matches: '(' },
      "The regular expression ( cannot be read: a ( is not closed; write one of Java's.",
    ],
    [{ equalToJson: '{' }, 'equalToJson { is not JSON.'],
    [
      { matchesJsonPath: '$[' },
      "The JSONPath $[ cannot be read: the [ at 1 is not understood; write one of Jayway's.",
    ],
    [
      { matchesXPath: '//p:b' },
      'The XPath //p:b cannot be read: the prefix p is not declared in xPathNamespaces; write one of XPath 1.0.',
    ],
    [
      { before: 'now', expectedOffset: 1, expectedOffsetUnit: 'constructor' },
      'There is no unit constructor; use seconds, minutes, hours, days, months or years.',
    ],
  ])('%j is refused', (match, message) => {
    expect(() => compileMatch(match)).toThrow(message)
  })

  it('describes itself for near misses', () => {
    expect(describeMatch({ equalTo: 'a', caseInsensitive: true })).toBe(
      'equalTo a and caseInsensitive true',
    )
    expect(describeMatch({})).toBe('anything')
  })
})
