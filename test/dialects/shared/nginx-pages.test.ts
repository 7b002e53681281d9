import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../../src/index.ts'
import { exchange } from '../../http/raw-client.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer({
    limits: { bodyBytes: 100, urlBytes: 200 },
    clock: '2026-01-29T07:00:34Z',
  })
})
afterAll(async () => {
  await server.close()
})

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

const head = (title: string) =>
  [
    `HTTP/1.1 ${title}`,
    'Server: nginx',
    'Date: Thu, 29 Jan 2026 07:00:34 GMT',
    'Content-Type: text/html',
    `Content-Length: ${page(title).length}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n')

it.each(['/v2/enduser/enduserapi/wechatOffiaccountAuthLogin', '/api.php?s=user/appminiuserauth'])(
  '%s: nginx answers what is too large before the application sees it',
  async (target) => {
    const large = `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n`
    const title = '413 Request Entity Too Large'
    expect(await exchange(server.port, large)).toEqual({
      text: head(title) + page(title),
      end: 'closed',
    })
    const separator = target.includes('?') ? '&' : '?'
    const long = `POST ${target}${separator}x=${'x'.repeat(200)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`
    const uri = '414 Request-URI Too Large'
    expect(await exchange(server.port, long)).toEqual({
      text: head(uri) + page(uri),
      end: 'closed',
    })
  },
)
