import { expect, test } from 'vitest'
import { negotiate } from '../../../src/dialects/aspnet-webapi/negotiation.ts'
import { ask } from './ask.ts'

const answeredAs = (headers: Readonly<Record<string, string>>): string =>
  negotiate(ask({ headers })).format.contentType

const utf8 = (mediaType: string) => `${mediaType}; charset=utf-8`

test.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['foo', 'application/json'],
  ['@@/;;', 'application/json'],
  ['foo, application/xml', 'application/json'],
  ['text/html', 'application/json'],
  ['application/xml', 'application/xml'],
  ['APPLICATION/XML;version=1;q=0.001', 'application/xml'],
  ['text/xml', 'text/xml'],
  ['text/json', 'text/json'],
  ['application/xml, application/json', 'application/json'],
  ['application/json;q=0.5, application/xml;q=0.9', 'application/xml'],
  ['*/*;q=0.1, text/xml;q=0.2', 'text/xml'],
  ['application/*', 'application/json'],
  ['text/*', 'text/json'],
  ['*/*, text/*', 'text/json'],
  ['text/*;q=0.3, application/xml;q=0.3', 'application/xml'],
  ['application/*;q=0.3, text/xml;q=0.3', 'text/xml'],
  ['application/json;q=0', 'application/json'],
  ['application/json;q=0, application/xml', 'application/xml'],
  ['application/json;q=.0, */*', 'application/json'],
  ['application/json;q=x, text/xml;q=0.9', 'application/json'],
  ['application/json;q=-1, text/xml;q=2', 'text/xml'],
  ['application/json;q="0", text/xml;q=0.9', 'application/json'],
  ['text/xml, application/xml', 'text/xml'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
  ['application/json, text/javascript, */*; q=0.01', 'application/json'],
])('Accept %s is answered as %s', (accept, mediaType) => {
  expect(answeredAs(accept === undefined ? {} : { accept })).toBe(utf8(mediaType))
})

test.each([
  ['application/xml', undefined, 'application/xml'],
  ['text/xml', 'text/html', 'text/xml'],
  ['text/json', 'application/bson', 'text/json'],
  ['application/xml', 'application/json;q=0', 'application/xml'],
  ['text/*', undefined, 'text/json'],
  ['application/xml', '*/*', 'application/json'],
  ['application/x-www-form-urlencoded', undefined, 'application/json'],
])('a request in %s with Accept %s is answered as %s', (type, accept, mediaType) => {
  const headers = { 'content-type': type, ...(accept === undefined ? {} : { accept }) }
  expect(answeredAs(headers)).toBe(utf8(mediaType))
})

test('an XHR without a say of its own gets JSON', () => {
  const xhr = { 'x-requested-with': 'a xmlHTTPrequest', 'content-type': 'application/xml' }
  expect(answeredAs(xhr)).toBe(utf8('application/json'))
  expect(answeredAs({ ...xhr, accept: '*/*;q=0.5' })).toBe(utf8('application/json'))
  expect(answeredAs({ ...xhr, accept: 'text/xml' })).toBe(utf8('text/xml'))
  expect(answeredAs({ ...xhr, accept: 'text/html' })).toBe(utf8('application/xml'))
  expect(answeredAs({ 'x-requested-with': 'curl' })).toBe(utf8('application/json'))
})

test.each([
  ['utf-16', undefined, 'utf-16'],
  ['UTF-16', undefined, 'utf-16'],
  ['gbk, utf-16;q=0.1', undefined, 'utf-16'],
  ['utf-8;q=0.5, utf-16;q=0.8', undefined, 'utf-16'],
  ['utf-16;q=0', undefined, 'utf-8'],
  ['*', 'utf-16', 'utf-8'],
  ['*, utf-16', undefined, 'utf-16'],
  ['gbk', 'utf-16', 'utf-16'],
  ['utf-16;q=2', undefined, 'utf-8'],
  ['utf-16;q', undefined, 'utf-8'],
  ['utf-16; q = 0.5', undefined, 'utf-16'],
  ['utf-16 utf-8', undefined, 'utf-8'],
  ['@', undefined, 'utf-8'],
  [undefined, 'utf-16', 'utf-16'],
  [undefined, '"utf-16"', 'utf-8'],
  [undefined, 'gbk', 'utf-8'],
])('Accept-Charset %s after a request in %s is answered in %s', (wanted, sent, charset) => {
  const headers = {
    'content-type': `application/json${sent === undefined ? '' : `; charset=${sent}`}`,
    ...(wanted === undefined ? {} : { 'accept-charset': wanted }),
  }
  expect(answeredAs(headers)).toBe(`application/json; charset=${charset}`)
})
