import { describe, expect, it } from 'vitest'
import {
  isCompatible,
  parseMediaType,
  parseMediaTypes,
} from '../../../../src/dialects/spring/answers/media-type.ts'

const written = (text: string): string | undefined => {
  const type = parseMediaType(text)
  return type && `${type.type}/${type.subtype} ${JSON.stringify(type.parameters)} ${type.quality}`
}

describe('a media type', () => {
  it.each([
    ['*', '*/* [] 1'],
    [' TEXT/Html ', 'text/html [] 1'],
    ['a/b;q=0.5', 'a/b [["q","0.5"]] 0.5'],
    ['a/b;q="0.5"', 'a/b [["q","\\"0.5\\""]] 0.5'],
    ["a/b;q='.5d'", 'a/b [["q","\'.5d\'"]] 0.5'],
    ['a/b; flag ;X=1', 'a/b [["X","1"]] 1'],
    ['a/b;x=1;X=2', 'a/b [["X","2"]] 1'],
    ['a/b;x="1;2"', 'a/b [["x","\\"1;2\\""]] 1'],
  ])('%j', (text, expected) => {
    expect(written(text)).toBe(expected)
  })

  it.each([
    ['no slash', 'text'],
    ['no type', '/html'],
    ['no subtype', 'text/'],
    ['a character that no token has', 'te(xt/html'],
    ['any type of one subtype', '*/html'],
    ['a parameter without a name', 'a/b;=1'],
    ['a parameter without a value', 'a/b;x='],
    ['a name that is no token', 'a/b;x y=1'],
    ['a value that is no token', 'a/b;x=1 2'],
    ['a charset that Java lacks', 'a/b;charset=utf-9'],
    ['a quality over 1', 'a/b;q=1.1'],
    ['a quality under 0', 'a/b;q=-1'],
    ['a quality that is no number', 'a/b;q=high'],
  ])('is malformed with %s', (_, text) => {
    expect(parseMediaType(text)).toBeUndefined()
  })

  it('knows the charset by Java’s name', () => {
    expect(parseMediaType('a/b;charset="latin1"')?.charset).toBe('ISO-8859-1')
  })
})

describe('several media types', () => {
  it.each([
    ['a/b, c/d', ['a/b', 'c/d']],
    ['a/b,,c/d,', ['a/b', 'c/d']],
    ['a/b;x="1,2",c/d', ['a/b', 'c/d']],
    ['a/b;x="\\",",c/d', ['a/b', 'c/d']],
  ])('%j', (text, expected) => {
    expect(parseMediaTypes(text)?.map(({ type, subtype }) => `${type}/${subtype}`)).toEqual(
      expected,
    )
  })

  it('are malformed where one is', () => {
    expect(parseMediaTypes('a/b, c')).toBeUndefined()
  })
})

describe('two media types are compatible', () => {
  it.each([
    ['*/*', 'a/b', true],
    ['a/b', '*/*', true],
    ['a/*', 'a/b', true],
    ['a/b', 'a/*', true],
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/b', 'c/b', false],
    ['a/*+json', 'a/b+json', true],
    ['a/b+json', 'a/*+json', true],
    ['a/*+json', 'a/b+xml', false],
    ['a/*+json', 'a/json', true],
  ])('%s and %s: %s', (one, other, expected) => {
    const [first, second] = [parseMediaType(one), parseMediaType(other)]
    expect(first && second && isCompatible(first, second)).toBe(expected)
  })
})
