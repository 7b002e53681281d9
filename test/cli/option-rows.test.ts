import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  addOptions,
  choice,
  readOptions,
  text,
  texts,
  toggle,
  environmentNameOf,
  whole,
} from '../../src/cli/option-rows.ts'
import { serveRows, toMockOptions } from '../../src/cli/serve-options.ts'

const rows = {
  name: text('-n, --name <text>', 'a name'),
  names: texts('--other-name <text>', 'more names'),
  loud: toggle('--loud', 'loud'),
  noCors: toggle('--no-cors', 'none'),
  count: whole('--count <n>', 'how many', [1, 10]),
  kind: choice('--kind <a|b>', 'which', ['a', 'b']),
} as const

const read = (args: readonly string[], env: Record<string, string> = {}) => {
  const command = addOptions(new Command(), rows).exitOverride()
  command.parse(args, { from: 'user' })
  return readOptions(command, rows, env)
}

describe('options', () => {
  it.each([
    [[], {}, {}],
    [['-n', 'a', '--loud', '--no-cors'], {}, { name: 'a', loud: true, noCors: true }],
    [['--other-name', 'a', '--other-name', 'b,c'], {}, { names: ['a', 'b,c'] }],
    [['--count', '10', '--kind', 'b'], {}, { count: 10, kind: 'b' }],
    [
      [],
      {
        WECHAT_LOGIN_MOCK_NAME: 'a',
        WECHAT_LOGIN_MOCK_OTHER_NAME: 'b, c',
        WECHAT_LOGIN_MOCK_LOUD: 'Yes',
        WECHAT_LOGIN_MOCK_NO_CORS: '1',
        WECHAT_LOGIN_MOCK_COUNT: '3',
        WECHAT_LOGIN_MOCK_KIND: 'a',
      },
      { name: 'a', names: ['b', 'c'], loud: true, noCors: true, count: 3, kind: 'a' },
    ],
    [[], { WECHAT_LOGIN_MOCK_LOUD: 'off', WECHAT_LOGIN_MOCK_NAME: '' }, { loud: false }],
    [['--name', 'a'], { WECHAT_LOGIN_MOCK_NAME: 'b' }, { name: 'a' }],
    [['--name', 'a'], { WECHAT_LOGIN_MOCK_COUNT: '2' }, { name: 'a', count: 2 }],
    [['--loud'], { WECHAT_LOGIN_MOCK_LOUD: 'false' }, { loud: true }],
  ])('%j %j', (args, env, given) => {
    expect(read(args, env)).toEqual(given)
  })

  it('leaves what Kubernetes sets for a service of the same name', () => {
    const command = addOptions(new Command(), serveRows).exitOverride()
    command.parse([], { from: 'user' })
    const environment = {
      WECHAT_LOGIN_MOCK_PORT: 'tcp://10.96.0.12:5013',
      WECHAT_LOGIN_MOCK_PORT_5013_TCP: 'tcp://10.96.0.12:5013',
      WECHAT_LOGIN_MOCK_SERVICE_PORT: '5013',
      WECHAT_LOGIN_MOCK_SERVICE_HOST: '10.96.0.12',
    }
    expect(readOptions(command, serveRows, environment)).toEqual({})
    expect(() => readOptions(command, serveRows, { WECHAT_LOGIN_MOCK_PORT: 'http://a:1' })).toThrow(
      'WECHAT_LOGIN_MOCK_PORT (--port) "http://a:1" cannot be',
    )
  })

  it.each([
    [['--count', '11'], '--count "11" cannot be: use a whole number from 1 to 10.'],
    [['--count', '1e0'], '--count "1e0" cannot be: use a whole number from 1 to 10.'],
    [['--kind', 'c'], '--kind "c" cannot be: use a or b.'],
    [
      ['--other-name', 'a', '--other-name', ''],
      '--other-name "" cannot be: use a text that is not empty.',
    ],
  ])('%j', (args, message) => {
    expect(() => read(args)).toThrow(message)
  })

  it('every flag has an environment variable of its own', () => {
    const names = Object.values(serveRows).map(({ flags }) => environmentNameOf(flags))
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('WECHAT_LOGIN_MOCK_HEADER_TIMEOUT_MS')
  })

  it('become those of the library', () => {
    expect(
      toMockOptions({ port: 1, allowHost: ['a'], noCors: true, logLevel: 'info', tenants: 5 }),
    ).toEqual({ port: 1, allowHosts: ['a'], cors: false, limits: { tenants: 5 } })
  })
})
