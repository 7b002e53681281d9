import { expect, it } from 'vitest'
import { ending, exchange } from './raw-client.ts'
import { startToy } from './toy-server.ts'

it('headers are one text each, as the stacks join them', async () => {
  const toy = await startToy()
  await exchange(
    toy.port,
    'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nx-a: 2\r\n' +
      'Cookie: a=1\r\nCookie: b=2\r\nSet-Cookie: c\r\nSet-Cookie: d\r\nContent-Length: 2\r\n\r\n{}',
    ending('}'),
  )
  expect(toy.tenants.of('default').script.journal.entries()[0]?.call.request.headers).toEqual({
    host: 'localhost',
    'x-a': '1, 2',
    cookie: 'a=1; b=2',
    'set-cookie': 'c, d',
    'content-length': '2',
  })
  await toy.close()
})
