import { describe, expect, it } from 'vitest'
import { wechatPlatform } from '../../../src/apis/wechat-platform/index.ts'
import type { WireRequest } from '../../../src/core/wire.ts'
import { readRequest } from '../../../src/dialects/wechat/read-request.ts'

const read = (name: string, request: Partial<WireRequest>) => {
  const operation = wechatPlatform.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`no ${name}`)
  const decoded = readRequest(
    {
      method: operation.method,
      path: `/${operation.path}`,
      query: '',
      headers: {},
      body: Buffer.alloc(0),
      clientIp: '127.0.0.1',
      ...request,
    },
    operation,
  )
  return {
    read: decoded.kind === 'bound' ? decoded.value : decoded.refusal,
    notes: decoded.notes.map(({ kind, message }) => `${kind}: ${message}`),
  }
}

const posted = (body: string) => read('stable-token', { body: Buffer.from(body) })

describe('parameters of a query', () => {
  it('are read by name in any order, the first of a name', () => {
    expect(read('token', { query: 'secret=s&appid=a&appid=b&secret=t' })).toEqual({
      read: { appid: 'a', secret: 's', clientIp: '127.0.0.1' },
      notes: [],
    })
  })

  it.each([
    [
      'app_id=a',
      'unknown-field: `app_id` is no parameter of this call: WeChat ignored it; did you mean `appid`?',
    ],
    [
      'appsecret=s',
      'unknown-field: `appsecret` is no parameter of this call: WeChat ignored it; did you mean `secret`?',
    ],
    [
      'grant_typ=x',
      'unknown-field: `grant_typ` is no parameter of this call: WeChat ignored it; did you mean `grant_type`?',
    ],
  ])('get a note where one was meant by %s', (query, note) => {
    expect(read('token', { query }).notes).toEqual([note])
  })

  it('get no note for what nobody could mean, nor twice for one', () => {
    expect(read('token', { query: '_=1&timestamp=2' }).notes).toEqual([])
    expect(read('token', { query: 'app_id=a&app_id=b' }).notes).toHaveLength(1)
    const many = Array.from({ length: 20 }, (_, n) => `appi${'d'.repeat(n + 2)}=1`).join('&')
    expect(read('token', { query: many }).notes.length).toBeLessThanOrEqual(8)
  })

  it('are not looked for in the body of a GET, and a note says so', () => {
    const note =
      'parameter-in-wrong-place: The body of a GET holds `appid`, `secret`: WeChat does not read it; send them in the query.'
    for (const body of ['{"appid":"a","secret":"s"}', 'appid=a&secret=s'])
      expect(read('token', { query: 'grant_type=x', body: Buffer.from(body) }).notes).toEqual([
        note,
      ])
    expect(read('token', { query: 'grant_type=x', body: Buffer.from('{}') }).notes).toEqual([])
  })
})

describe('members of a JSON body', () => {
  it('are texts, numbers taken as their text, truth values, or null', () => {
    const body = '\ufeff{"appid":"a","secret":123,"force_refresh":true,"grant_type":null,"other":1}'
    expect(posted(body)).toEqual({
      read: { appid: 'a', secret: '123', force_refresh: true, clientIp: '127.0.0.1' },
      notes: [],
    })
  })

  it.each([
    [
      '',
      'empty-body',
      'empty-body: The body is empty: WeChat answered with an errcode; send a JSON object.',
    ],
    [
      ' \n',
      'empty-body',
      'empty-body: The body is empty: WeChat answered with an errcode; send a JSON object.',
    ],
    [
      '[]',
      'malformed-body',
      'malformed-body: The body is JSON but no object: WeChat answered with an errcode; send a JSON object.',
    ],
    [
      'null',
      'malformed-body',
      'malformed-body: The body is JSON but no object: WeChat answered with an errcode; send a JSON object.',
    ],
    [
      '7',
      'malformed-body',
      'malformed-body: The body is JSON but no object: WeChat answered with an errcode; send a JSON object.',
    ],
    [
      '{"appid":{}}',
      'malformed-body',
      'malformed-body: `appid` in the body is of the wrong type: WeChat answered with an errcode; send a text.',
    ],
    [
      '{"force_refresh":"true"}',
      'malformed-body',
      'malformed-body: `force_refresh` in the body is of the wrong type: WeChat answered with an errcode; send true or false.',
    ],
  ])('%j is refused', (body, refusal, note) => {
    expect(posted(body)).toEqual({ read: refusal, notes: [note] })
  })

  it('that are no JSON are refused with the place', () => {
    const { read: refusal, notes } = posted('appid=a')
    expect(refusal).toBe('malformed-body')
    expect(notes).toEqual([expect.stringMatching(/^malformed-body: The body is no JSON \(.+\): /)])
  })

  it('are not looked for in the query, nor those of the query in the body', () => {
    const query = read('stable-token', { query: 'appid=a', body: Buffer.from('{"secret":"s"}') })
    expect(query.notes).toEqual([
      'parameter-in-wrong-place: `appid` was sent in a place where WeChat does not read it; send it in the JSON body.',
    ])
    const body = read('getuserphonenumber', {
      body: Buffer.from('{"access_token":"t","code":"c"}'),
    })
    expect(body.notes).toEqual([
      'parameter-in-wrong-place: `access_token` was sent in a place where WeChat does not read it; send it in the query.',
    ])
  })
})
