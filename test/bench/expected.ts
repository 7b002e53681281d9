import type { Expectation } from './verdict.ts'

/*
 * The expected figures of `npm run bench -- --check`: medians of a run on a quiet machine with two cores
 * (AMD EPYC, Node.js 20.20). The slack separates noise from a defect. Ratios of processor time vary by 5 %
 * from run to run, and by 15 % on a busy machine. Allocations vary by 1 %, and by more with another version
 * of V8. A commit that changes a figure also changes its expectation here.
 */

/** The number of answers of the mock for the processor time of one answer of the other server. */
export const expectedCpu: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = {
  'wechat-login-mock': {
    a: { stated: 0.77, slack: 0.25 },
    b: { stated: 0.73, slack: 0.25 },
    c: { stated: 1.02, slack: 0.25 },
  },
  'createApp()': {
    a: { stated: 2.43, slack: 0.25 },
    b: { stated: 2.56, slack: 0.25 },
    c: { stated: 1.97, slack: 0.25 },
  },
}

/** The same ratio between a mock that holds many records and an empty mock. */
export const expectedGrowth: Readonly<Record<string, Expectation>> = {
  '100000 users': { stated: 0.93, slack: 0.2 },
  '1000 tenants': { stated: 0.96, slack: 0.2 },
  'spread over 1000 tenants': { stated: 0.57, slack: 0.25 },
  '1000 stubs': { stated: 0.98, slack: 0.2 },
  '10000 journal entries': { stated: 0.99, slack: 0.2 },
}

/** The bytes that each request allocates. */
export const expectedAllocation: Readonly<Record<string, Expectation>> = {
  a: { stated: 15_300, slack: 0.2 },
  b: { stated: 12_100, slack: 0.2 },
  c: { stated: 21_300, slack: 0.2 },
}
