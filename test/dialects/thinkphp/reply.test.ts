import { describe, expect, test } from 'vitest'
import { thinkphp } from '../../../src/dialects/thinkphp/index.ts'
import { createEchoShop, wire } from './echo-shop.ts'

const { ask, api, services } = createEchoShop()
const action = '/api.php?s=user/appecho'
const operation = api.operations.find(({ name }) => name === 'echo')
if (operation === undefined) throw new Error('The echo shop has lost its operation.')

const encode = (value: unknown, target = `${action}&ajax=ajax`) =>
  thinkphp({ exitCodes: [-400] }).encode(wire(target), operation, value, services)

test('headers as nginx sends them', () => {
  expect(ask(action).headers).toEqual([
    'Server: nginx',
    'Date: Symbol(date)',
    'Content-Type: application/json; charset=utf-8',
    'Transfer-Encoding: chunked',
    'Connection: keep-alive',
    'Set-Cookie: PHPSESSID=05c7d664f1ab78a036bc5f4383c116d0; path=/',
  ])
})

describe('the session cookie', () => {
  const cookie = (headers: Readonly<Record<string, string>> = {}, target = action) =>
    ask(target, { headers }).headers.find((line) => line.startsWith('Set-Cookie'))

  test('is not set where there is one', () => {
    expect(cookie({ cookie: 'a=b; PHPSESSID=x' })).toBeUndefined()
    expect(cookie({ cookie: 'PHPSESSID=x' })).toBeUndefined()
  })

  test('is set where there is another, or an empty one', () => {
    expect(cookie({ cookie: 'XPHPSESSID=x' })).toMatch(
      /^Set-Cookie: PHPSESSID=[0-9a-v]{26,32}; path=\/$/,
    )
    expect(cookie({ cookie: 'PHPSESSID=; a=b' })).toBeDefined()
  })

  test('differs from request to request, and does not from run to run', () => {
    expect(cookie()).not.toBe(cookie({}, `${action}&x=1`))
    expect(cookie()).toBe(cookie())
  })
})

describe('data', () => {
  test.each([
    [{ msg: 'm', code: 1, data: null }, '{"msg":"m","code":1,"data":""}'],
    [{ msg: 'm', code: -1, data: {} }, '{"msg":"m","code":-1,"data":[]}'],
    [
      { code: 0, data: { b: 1, a: '/' }, msg: 'm' },
      '{"code":0,"data":{"b":1,"a":"\\/"},"msg":"m"}',
    ],
    [{ msg: 'm', code: 0 }, '{"msg":"m","code":0}'],
    [null, '{}'],
  ])('%j', (value, body) => {
    expect(encode(value).body).toBe(body)
  })
})

test('a code that the application exits with takes the second encoder and no cookie', () => {
  const { body, headers } = encode({ msg: '登录失效，请重新登录', code: -400, data: null })
  expect(body).toBe(
    '{"msg":"\\u767b\\u5f55\\u5931\\u6548\\uff0c\\u8bf7\\u91cd\\u65b0\\u767b\\u5f55","code":-400,"data":""}',
  )
  expect(headers.map(([name]) => name)).toEqual([
    'Server',
    'Date',
    'Content-Type',
    'Transfer-Encoding',
    'Connection',
  ])
})

describe('an exception', () => {
  const thrown = { msg: '内存不足', code: -500, data: null }

  test('is JSON for scripts', () => {
    expect(encode(thrown).body).toBe('{"msg":"\\u5185\\u5b58\\u4e0d\\u8db3","code":-500,"data":""}')
  })

  test('is a page for people', () => {
    const { status, body } = encode(thrown, action)
    expect(status).toBe(500)
    expect(body).toContain('系统出现错误')
  })

  test('can be had by its name', () => {
    const { body } = api.dialect.refuse(wire(`${action}&ajax=ajax`), 'exception', { services })
    expect(body).toBe('{"msg":"\\u670d\\u52a1\\u5668\\u9519\\u8bef","code":-500,"data":""}')
  })

  test('is what becomes of text that cannot be printed', () => {
    expect(encode({ msg: '\ud83d', code: 0 }).body).toBe(
      '{"msg":"Malformed UTF-8 characters, possibly incorrectly encoded","code":-500,"data":""}',
    )
  })
})

test('refusals by name, wherever the request would have gone', () => {
  const refuse = (name: string, target: string) =>
    api.dialect.refuse(wire(target), name, { services }).body
  expect(refuse('controller-not-found', action)).toBe(
    '{"msg":"user 控制器不存在","code":-1000,"data":""}',
  )
  expect(refuse('action-not-found', action)).toBe(
    '{"msg":"appecho 非法访问","code":-1000,"data":""}',
  )
  expect(refuse('action-not-found', '/api.php?s[]=')).toBe(
    '{"msg":"index 非法访问","code":-1000,"data":""}',
  )
})

test('a refusal that ThinkPHP does not know is a mistake of ours', () => {
  expect(() => api.dialect.refuse(wire(action), 'null-body', { services })).toThrow(
    'ThinkPHP has no refusal `null-body`: name one of controller-not-found, action-not-found, exception, request-too-large, uri-too-long, nginx-bad-request, header-too-large, nginx-not-allowed, not-implemented, version-not-supported.',
  )
})

describe('the document’s layout', () => {
  test('four blanks, slashes as they are', () => {
    const { body } = api.dialect.documentLayout(
      encode({ msg: 'm', code: 0, data: { url: 'https://a/b', list: [] } }),
    )
    expect(body).toBe(
      '{\n    "msg": "m",\n    "code": 0,\n    "data": {\n        "url": "https://a/b",\n        "list": []\n    }\n}',
    )
  })

  test('pages and nothing at all stay', () => {
    const page = encode({ code: -500 }, action)
    expect(api.dialect.documentLayout(page)).toBe(page)
    const { reply } = ask(action, { method: 'OPTIONS' })
    expect(api.dialect.documentLayout(reply)).toBe(reply)
  })
})
