import { describe, expect, it } from 'vitest'
import { cases } from '../../../src/apis/offiaccount-auth-login/cases.ts'
import { offiaccountAuthLogin } from '../../../src/apis/offiaccount-auth-login/index.ts'
import type { Operation } from '../../../src/core/api.ts'
import type { CaseRow } from '../../../src/core/case.ts'
import { createPlatform } from './platform.ts'

/** The table of test/documents/002.txt as docs/spec/spring.md#codes has it: code, zh, en. */
const table: readonly (readonly [number, string, string])[] = [
  [5218, '请输入appid', 'Please enter appid'],
  [5372, '请输入code', 'Please enter code'],
  [5023, '请输入用户域', 'Please enter user domain'],
  [5550, '请输入签名', 'Please enter signature'],
  [5013, '用户域格式不正确', 'User domain format incorrect'],
  [5015, '用户域不存在', 'User domain does not exist'],
  [5104, '用户域已停用', 'User domain has been disabled'],
  [5420, '签名验证失败', 'Signature verification failed'],
  [6085, '查询MCC的数据中心失败', 'Failed to query data center for MCC'],
  [6084, 'MCC不属于当前数据中心', 'MCC does not belong to current data center'],
  [
    5375,
    '企业未配置该公众号Secret',
    'Secret of the official account is not configured by the enterprise.',
  ],
  [5367, '获取用户OpenID请求异常', 'Exception in requesting user OpenID'],
  [5368, '获取用户OpenID失败', 'Failed to get user OpenID'],
  [5369, '解析用户OpenID失败', 'Failed to parse user OpenID'],
  [5000, '服务异常', 'Service exception.'],
  [5421, '签名验证异常', 'Signature verification error.'],
  [5106, '请输入token', 'Please enter token'],
  [5115, '请输入刷新 token', 'Please input the refreshed token.'],
  [5032, 'token 验证失败', 'token verification failed'],
]

const bodyOf = (code: number, msg: string): string =>
  code === 5032
    ? `{"code":5032,"msg":"${msg}"}`
    : `{"code":${code},"msg":"${msg}","data":null,"extMsg":null}`

const rowOf = (code: number): CaseRow => {
  const row = Object.values(cases).find((one) => one.code === code)
  if (row === undefined) throw new Error(`No row has code ${code}.`)
  return row
}

const operationsOf = (row: CaseRow): readonly Operation[] =>
  offiaccountAuthLogin.operations.filter(
    (one, index) => row.operations?.includes(one.name) ?? index === 0,
  )

describe('the error table', () => {
  it('has these rows and no others', () => {
    const codes = table.map(([code]) => code)
    expect(
      Object.values(cases)
        .filter(({ kind }) => kind === undefined)
        .map(({ code }) => code)
        .sort(),
    ).toEqual([...codes].sort())
  })

  describe.each(table)('%i', (code, zh, en) => {
    const row = rowOf(code)

    it.each(operationsOf(row).map((one) => [one.name, one] as const))('forced: %s', (_, one) => {
      const zhAnswer = createPlatform().force(row.name, one.example({ language: 'zh' }))
      const enAnswer = createPlatform().force(row.name, one.example({ language: 'en' }))
      expect([zhAnswer.status, zhAnswer.body]).toEqual([200, bodyOf(code, zh)])
      expect([enAnswer.status, enAnswer.body]).toEqual([200, bodyOf(code, en)])
    })
  })

  const reachable = table.filter(([code]) => rowOf(code).live !== undefined)
  describe.each(reachable)('%i', (code, zh, en) => {
    const row = rowOf(code)
    const { live } = row

    it.each(operationsOf(row).map((one) => [one.name, one] as const))('live: %s', (_, one) => {
      const platform = createPlatform({ data: live?.world ?? {}, strict: live?.strict ?? false })
      const zhAnswer = platform.ask(one.example({ ...live?.input, language: 'zh' }))
      const enAnswer = platform.ask(one.example({ ...live?.input, language: 'en' }))
      expect([zhAnswer.case, zhAnswer.body]).toEqual([row.name, bodyOf(code, zh)])
      expect([enAnswer.case, enAnswer.body]).toEqual([row.name, bodyOf(code, en)])
      expect(zhAnswer.notes.length).toBeGreaterThan(0)
    })
  })

  it('only 5000 and 5421 cannot be had live', () => {
    const others = Object.values(cases).filter(
      ({ kind, live }) => kind === undefined && live === undefined,
    )
    expect(others.map(({ name }) => name)).toEqual(['5000', '5421'])
  })

  it('a success can be forced whatever was sent, on every operation', () => {
    for (const one of offiaccountAuthLogin.operations) {
      for (const request of [
        one.example(),
        { ...one.example(), target: `/${one.path}`, headers: {} },
      ])
        expect(createPlatform().force('success', request).body).toMatch(
          /^\{"code":200,"msg":"","data":/,
        )
    }
  })

  it('a success can be forced where WeChat would refuse the code', () => {
    const [one] = offiaccountAuthLogin.operations
    const request = one?.example({ code: 'never-issued', userDomain: 'E.SP.12' }) ?? {}
    const strict = createPlatform({ strict: true })
    expect(strict.ask(request).case).toBe('5015')
    expect(strict.force('success', request).body).toMatch(/^\{"code":200,/)
  })
})

describe('the order of the checks', () => {
  const [login] = offiaccountAuthLogin.operations
  const order = table.map(([code]) => String(code)).slice(0, 11)
  const liveOf = (name: string) => rowOf(Number(name)).live

  it.each(order.slice(1).map((name, index) => [order[index] ?? '', name]))(
    '%s comes before %s',
    (first, second) => {
      const input = { ...liveOf(second)?.input, ...liveOf(first)?.input }
      const platform = createPlatform({ data: liveOf(second)?.world ?? {} })
      const data = liveOf(first)?.world
      if (data !== undefined) platform.services.world.patch(data)
      expect(platform.ask(login?.example(input) ?? {}).case).toBe(first)
    },
  )
})

describe("WeChat's failures", () => {
  const [login] = offiaccountAuthLogin.operations

  it.each([
    ['40029', '5368'],
    ['40163', '5368'],
    ['41002', '5368'],
    ['45011', '5368'],
    ['-1', '5368'],
    ['unreachable', '5367'],
    ['empty', '5369'],
    ['unreadable', '5369'],
    ['incomplete', '5369'],
  ])('%s is %s', (error, name) => {
    const platform = createPlatform({ data: { codes: [{ code: 'failing', error }] } })
    expect(platform.ask(login?.example({ code: 'failing' }) ?? {}).case).toBe(name)
  })

  it('says why a code was refused', () => {
    const platform = createPlatform({
      strict: true,
      data: {
        codes: [
          { code: 'once', person: 'li', once: true },
          { code: 'old', person: 'li', expiresAt: '2026-01-29T07:00:00.000Z' },
        ],
      },
    })
    const kindsOf = (code: string) =>
      platform.ask(login?.example({ code }) ?? {}).notes.map(({ kind }) => kind)
    expect(kindsOf('once')).toEqual([])
    expect(kindsOf('once')).toEqual(['code-reused'])
    expect(kindsOf('old')).toEqual(['code-expired'])
    expect(kindsOf('unheard-of')).toEqual(['code-unknown'])
  })
})
