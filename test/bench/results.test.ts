import { expect, test } from 'vitest'
import { growthRatios, growthTable } from './growth.ts'
import type { Sample } from './load-worker.ts'
import { ratesTable, ratiosTable } from './rates.ts'
import { othersOf, ratiosOf, wasBusy, wrongAnswers, type Results } from './results.ts'

const sample = (some: Partial<Sample>): Sample => ({
  rate: 20_000,
  p50: 1,
  p99: 2,
  cpu: 50,
  busy: 1,
  idle: 0,
  loadBusy: 0.4,
  others: 0,
  wrong: 0,
  ...some,
})

test('Ratios are the median of the rounds, each by itself', () => {
  const ours = [sample({ rate: 10, cpu: 4 }), sample({ rate: 90, cpu: 2 }), sample({ rate: 30 })]
  const theirs = [sample({ rate: 10, cpu: 4 }), sample({ rate: 10, cpu: 8 }), sample({ rate: 10 })]
  expect(ratiosOf(ours, theirs)).toEqual({ rate: 3, cpu: 1, p99: 1, busy: true })
})

test('A round that one of the two has not had is left out', () => {
  expect(ratiosOf([sample({ rate: 10 }), sample({})], [sample({ rate: 5 })]).rate).toBe(2)
})

test('A server was the limit when its core had nothing to spare', () => {
  expect(wasBusy([sample({ busy: 0.95, idle: NaN })])).toBe(true)
  expect(wasBusy([sample({ busy: 0.8, idle: 0.05 })])).toBe(true)
  expect(wasBusy([sample({ busy: 0.8, idle: 0.2 })])).toBe(false)
  expect(wasBusy([sample({ busy: NaN, idle: NaN })])).toBe(false)
})

const results: Results = new Map([
  [
    'wechat-login-mock',
    new Map([['a', [sample({ idle: 0.3, busy: 0.5, others: 0.2, wrong: 2 })]]]),
  ],
  ['node:http', new Map([['a', [sample({ rate: 40_000, p99: 1, cpu: 25 })]]])],
])

test('Wrong answers are told of, with whose they are', () => {
  expect(wrongAnswers(results)).toEqual([
    'wechat-login-mock: 2 wrong answers or broken connections in a',
  ])
  expect(othersOf(results)).toBe(0.1)
})

test('Rates that say nothing of the server have a star', () => {
  const [, , ours, theirs] = ratesTable(results).split('\n')
  expect(ours).toMatch(
    /^\| a wechat-login-mock +\| +20000\* \| +1.00 \| +2.00 \| +50.0 \| +50 % \|/,
  )
  expect(theirs).toMatch(/^\| a node:http +\| +40000 \|/)
  const [, , rate, cpu, p99] = ratiosTable(results).split('\n')
  expect(rate).toMatch(/requests\/s +\| 0.50\* \| +-\* \| +-\* \| >= 0.8 \|$/)
  expect(cpu).toMatch(/same CPU +\| +0.50 \|/)
  expect(p99).toMatch(/p99 +\| 2.00\* \|.*<= 1.5 \|$/)
})

test('Growth is told as ratios to the server with nothing in it', () => {
  const growth: Results = new Map([
    ['nothing in it', new Map([['a', [sample({})]]])],
    ['much', new Map([['a', [sample({ rate: 19_000, cpu: 40 })]]])],
  ])
  expect([...growthRatios(growth)]).toEqual([
    ['much', { rate: 0.95, cpu: 1.25, p99: 1, busy: true }],
  ])
  expect(growthTable(growth)).toMatch(/\| much .*\| +0.950 \| +1.250 \| >= 0.95 \|$/)
})
