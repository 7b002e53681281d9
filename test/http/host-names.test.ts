import { describe, expect, it } from 'vitest'
import { readHostPattern } from '../../src/core/hosts.ts'
import { createHostCheck } from '../../src/http/host-names.ts'

describe('allowed hosts', () => {
  it.each([
    ['my-pc.local', 'MY-PC.local:5013', true],
    ['my-pc.local', 'other.local', false],
    ['my-pc:5013', 'my-pc:5013', true],
    ['host.docker.internal', 'host.docker.internal:80', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'badexample.com', false],
    ['.ngrok.io', 'abc.ngrok.io', true],
    ['.ngrok.io', 'ngrok.io', true],
    ['测试.中国', 'xn--0zwm56d.xn--fiqs8s', true],
    ['my_pc', 'my_pc', true],
    ['*', 'anything.at.all', true],
  ])('%s takes %s: %s', (name, host, taken) => {
    const check = createHostCheck([name])
    expect(check(host)).toBe(taken)
    expect(check('evil.example')).toBe(name === '*')
  })

  it.each(['http://a.b', 'a.b/c', 'a*.b', '*.', '*.*', 'a b', 'a.*.b', '192.168.0.0/16', ''])(
    'cannot be %j',
    (name) => {
      expect(readHostPattern(name)).toBeUndefined()
    },
  )
})
