import { afterEach, describe, expect, it, vi } from 'vitest'
import { paintFor, requestLines, type JournalEntry } from '../../src/cli/requests.ts'

const entry = (over: Partial<JournalEntry['mock']> = {}, url = '/a'): JournalEntry => ({
  request: { method: 'POST', url, loggedDate: Date.parse('2026-01-29T07:00:34.140Z') },
  mock: {
    tenant: 'default',
    case: 'api/success',
    decider: 'live',
    status: 200,
    durationMs: 1.26,
    notes: [],
    ...over,
  },
})

afterEach(() => vi.unstubAllEnvs())

describe('a line for a request', () => {
  const plain = paintFor({})

  it.each([
    [entry(), '07:00:34.140  POST /a  200 api/success  live 1.3 ms\n'],
    [
      entry({ case: null, status: 404, tenant: 'mine', decider: 'framework' }),
      '07:00:34.140  POST /a  404 -  framework 1.3 ms  tenant mine\n',
    ],
    [
      entry({
        notes: [
          { kind: 'a-note', message: 'One.' },
          { kind: 'another', message: 'Two.' },
        ],
      }),
      '07:00:34.140  POST /a  200 api/success  live 1.3 ms\n    a-note: One.\n    another: Two.\n',
    ],
    [
      entry({ notes: [{ kind: 'a-note', message: 'a\r\nb' }] }, '/\u001b[31m'),
      '07:00:34.140  POST /\\u001b[31m  200 api/success  live 1.3 ms\n    a-note: a\\u000d\\u000ab\n',
    ],
  ])('%#', (one, text) => {
    expect(requestLines(one, plain)).toBe(text)
  })

  it('in colour on a terminal: green when all is well, red when it is not', () => {
    vi.stubEnv('NO_COLOR', '')
    const paint = paintFor({ isTTY: true })
    expect(requestLines(entry(), paint)).toContain('\u001b[32m200 api/success\u001b[0m')
    const noted = entry({ notes: [{ kind: 'a-note', message: 'One.' }] })
    expect(requestLines(noted, paint)).toContain('\u001b[31m200 api/success\u001b[0m')
    expect(requestLines(noted, paint)).toContain('\u001b[33ma-note\u001b[0m: One.')
  })

  it('without colour where NO_COLOR is set', () => {
    vi.stubEnv('NO_COLOR', '1')
    expect(requestLines(entry(), paintFor({ isTTY: true }))).not.toContain('\u001b')
  })

  it('adds title and advice for who reads Chinese', () => {
    const noted = entry({ notes: [{ kind: 'code-reused', message: 'Used.' }] })
    expect(requestLines(noted, plain, 'zh')).toContain(
      '    code-reused: code 已被使用。每个 code 只能用一次；重新调用 wx.login。 Used.',
    )
  })
})
