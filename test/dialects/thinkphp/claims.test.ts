import { describe, expect, test } from 'vitest'
import { createEchoShop } from './echo-shop.ts'

const { ask, claims } = createEchoShop()
const served = '{"msg":"ok","code":0,"data":[]}'

describe('the same action', () => {
  test.each([
    '/api.php?s=user/appecho',
    '/api.php?s=/user/appecho',
    '/api.php?s=//user/appecho//',
    '/api.php?s=User/APPECHO',
    '/api.php?s=user/appecho.html',
    '/api.php?s=user/appecho.HTML',
    '/api.php?s=user|appecho',
    '/api.php?s=user/appecho/authcode/abc',
    '/api.php?s=user%2Fappecho',
    '/api.php?s=a/b&s=user/appecho',
    '/api.php/user/appecho',
    '/api.php/user/appecho/',
    '/api.php/user/%61ppecho.html?x=1',
    '/api.php/nosuch/x?s=user/appecho',
    '/user/appecho',
    '/User/AppEcho',
    '/user/appecho/x/y',
  ])('%s', (target) => {
    expect(ask(target).body).toBe(served)
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'POST'])('by %s', (method) => {
    expect(ask('/api.php?s=user/appecho', { method }).body).toBe(served)
  })
})

describe('nowhere', () => {
  test.each([
    ['/api.php', 'api.php 控制器不存在'],
    ['/api.php?x=s', 'api.php 控制器不存在'],
    ['/api.php?s=', 'index 控制器不存在'],
    ['/api.php/', 'index 控制器不存在'],
    ['/api.php?s=0/x', 'index 控制器不存在'],
    ['/api.php?s=USER/APPECHO', 'user 控制器不存在'],
    ['/api.php?s=us_er/appecho', 'user 控制器不存在'],
    ['/api.php?s=api/user/appecho', 'api 控制器不存在'],
    ['/api.php?s=a.b.c/x', 'a.b.c 控制器不存在'],
    ['/api.php?s=constructor/x', 'constructor 控制器不存在'],
    ['/api.php?s=user', 'index 非法访问'],
    ['/api.php?s=user/', 'index 非法访问'],
    ['/api.php?s=user//appecho', 'index 非法访问'],
    ['/api.php?s=user/NoSuch', 'NoSuch 非法访问'],
    ['/api.php?s=user/app_echo', 'app_echo 非法访问'],
    ['/api.php?s=user/appecho.json', 'appecho.json 非法访问'],
    ['/api.php?s=user/appecho.html/', 'appecho.html 非法访问'],
    ['/api.php?s=user/%3Cb%3Ex%3C/b%3E', 'x 非法访问'],
    ['/api.php?s=user/保密', '保密 非法访问'],
    ['/api.php?s=goods/__proto__', '__proto__ 非法访问'],
    ['/user/nosuch', 'nosuch 非法访问'],
  ])('%s', (target, msg) => {
    const answer = ask(target)
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(`{"msg":"${msg}","code":-1000,"data":""}`)
    expect(answer.notes).toEqual(['route-near-miss s'])
  })

  test('the case tells a controller from an action', () => {
    expect(ask('/api.php?s=nosuch/x').case).toBe('controller-not-found')
    expect(ask('/api.php?s=goods/x').case).toBe('action-not-found')
  })
})

test('what is nobody’s business of the shop', () => {
  for (const path of ['/', '/api.phpx', '/api', '/user', '/usermore/index', '/goods/x', '/users/x'])
    expect(claims(path)).toBeUndefined()
})

describe('notes name the route that was meant', () => {
  const expected = (target: string) =>
    claims(target)?.notes?.map(({ message, expected: meant }) => [meant, message])

  test.each([
    ['/api.php?s=USER/APPECHO', 'user/appEcho'],
    ['/api.php?s=user/app_echo', 'user/appEcho'],
    ['/api.php?s=api/user/appecho', 'user/appEcho'],
    ['/api.php?s=nosuch/appeco', 'user/appEcho'],
    ['/api.php', undefined],
  ])('%s', (target, meant) => {
    expect(expected(target)?.[0]?.[0]).toBe(meant)
  })

  test('in words', () => {
    expect(expected('/api.php?s=USER/APPECHO')?.[0]?.[1]).toBe(
      'The shop has no controller class `USER`: ThinkPHP takes it from `s` or from what stands behind /api.php, and changes the case of the first letter only; did you mean `user/appEcho`?',
    )
    expect(expected(`/api.php?s=user/${'x'.repeat(100)}`)?.[0]?.[1]).toBe(
      `The shop's controller \`User\` has no action \`${'x'.repeat(64)}…\`: ThinkPHP compares actions without case, and takes off no ending but .html; this mock serves user/appEcho, usermore/index.`,
    )
  })
})

describe('exceptions of the routing', () => {
  const xhr = { 'x-requested-with': 'XMLHttpRequest' }

  test.each([
    [
      '/api.php?s=us-er/x&ajax=ajax',
      {},
      '{"msg":"controller not exists:us-er","code":-500,"data":""}',
    ],
    ['/api.php?s=us-er/x', xhr, '{"msg":"controller not exists:us-er","code":404,"data":""}'],
    [
      '/api.php?s[]=x&ajax=ajax',
      {},
      '{"msg":"ltrim() expects parameter 1 to be string, array given","code":-500,"data":""}',
    ],
    [
      '/api.php?s=user/%FF&ajax=ajax',
      {},
      '{"msg":"Malformed UTF-8 characters, possibly incorrectly encoded","code":-500,"data":""}',
    ],
    [
      '/api.php?s=保/x&ajax=ajax',
      {},
      '{"msg":"controller not exists:\\u4fdd","code":-500,"data":""}',
    ],
    // The message has the name in it, which is not UTF-8: `exit(json_encode(…))` prints false, nothing.
    ['/api.php?s=%FF&ajax=ajax', {}, ''],
  ])('%s', (target, headers, body) => {
    const answer = ask(target, { headers })
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(body)
    expect(answer.headers).toContain('Content-Type: text/html; charset=UTF-8')
    expect(answer.notes).toEqual(['route-near-miss s'])
  })

  test('a page for people', () => {
    const answer = ask('/api.php?s=us-er/x')
    expect(answer.status).toBe(404)
    expect(answer.headers).toContain('Content-Type: text/html; charset=utf-8')
    expect(answer.body).toContain('<h1>系统出现错误、请联系管理员或到ShopXO社区查阅~</h1>')
    expect(ask('/api.php?s[]=x').status).toBe(500)
  })
})

describe('OPTIONS', () => {
  test.each([
    ['/api.php?s=user/appecho', {}],
    ['/api.php?s=nosuch/x', {}],
    ['/api.php?s=us-er/x', {}],
  ])('%s', (target) => {
    const answer = ask(target, { method: 'OPTIONS' })
    expect(answer.status).toBe(204)
    expect(answer.body).toBe('')
    expect(answer.headers.filter((line) => !line.startsWith('Set-Cookie'))).toEqual([
      'Server: nginx',
      'Date: Symbol(date)',
      'Content-Type: text/html; charset=utf-8',
      'Connection: keep-alive',
      'Allow: GET, POST, PUT, DELETE',
    ])
  })

  test('ThinkPHP believes the override header', () => {
    const headers = { 'x-http-method-override': 'options' }
    expect(ask('/api.php?s=user/appecho', { headers }).status).toBe(204)
  })

  test('the operation is still known', () => {
    expect(claims('/user/appecho', { method: 'OPTIONS' })?.operation?.name).toBe('echo')
  })
})

describe('a closed site', () => {
  const closed = createEchoShop({
    closed: () => ({ msg: '升级中...', code: -10000, data: '' }),
  })

  test('says so wherever one goes', () => {
    const answer = closed.ask('/api.php?s=nosuch/x')
    expect(answer.body).toBe('{"msg":"\\u5347\\u7ea7\\u4e2d...","code":-10000,"data":""}')
    expect(answer.headers).toEqual([
      'Server: nginx',
      'Date: Symbol(date)',
      'Content-Type: text/html; charset=UTF-8',
      'Transfer-Encoding: chunked',
      'Connection: keep-alive',
    ])
  })

  test('but not to OPTIONS', () => {
    expect(closed.ask('/api.php?s=nosuch/x', { method: 'OPTIONS' }).status).toBe(204)
  })
})
