import { expect, test } from 'vitest'
import {
  ERROR_OCCURRED,
  invalidRequest,
  printHttpError,
} from '../../../src/dialects/aspnet-webapi/respond.ts'

test('a message', () => {
  expect(printHttpError('json', ERROR_OCCURRED)).toBe('{"Message":"An error has occurred."}')
  expect(printHttpError('xml', ERROR_OCCURRED)).toBe(
    '<Error><Message>An error has occurred.</Message></Error>',
  )
  const odd = { message: 'bad & <"worse">\n' }
  expect(printHttpError('json', odd)).toBe('{"Message":"bad & <\\"worse\\">\\n"}')
  expect(printHttpError('xml', odd)).toBe(
    '<Error><Message>bad &amp; &lt;"worse"&gt;\r\n</Message></Error>',
  )
})

test('a model state: exceptions keep their texts, XML joins messages by a space', () => {
  const error = invalidRequest([
    { field: 'dto.Name', errors: [{ message: '', exception: 'secret' }, { message: 'e2' }] },
    { field: 'dto["a b"].c', errors: [{ message: "The value 'é' is not valid for c." }] },
  ])
  expect(printHttpError('json', error)).toBe(
    '{"Message":"The request is invalid.","ModelState":{' +
      '"dto.Name":["An error has occurred.","e2"],' +
      '"dto[\\"a b\\"].c":["The value \'é\' is not valid for c."]}}',
  )
  expect(printHttpError('xml', error)).toBe(
    '<Error><Message>The request is invalid.</Message><ModelState>' +
      '<dto.Name>An error has occurred. e2</dto.Name>' +
      '<dto_x005B__x0022_a_x0020_b_x0022__x005D_.c>' +
      "The value 'é' is not valid for c." +
      '</dto_x005B__x0022_a_x0020_b_x0022__x005D_.c>' +
      '</ModelState></Error>',
  )
})

test('text that is no Unicode is replaced', () => {
  expect(printHttpError('xml', { message: 'a\ud800' })).toBe(
    '<Error><Message>a\ufffd</Message></Error>',
  )
})
