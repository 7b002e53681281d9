import type { Expectation } from './verdict.ts'

/*
 * What `npm run bench -- --check` holds the figures against: what they were on a quiet machine with two
 * cores (AMD EPYC, Node.js 20.20), medians of a run. The slack separates noise from a defect: ratios of
 * processor time wander by 5 % from run to run, where other work goes on by 15 %; allocations by 1 %, with
 * another V8 by more. Change a figure together with what changes it.
 */

/** How much the mock answers for the processor time that the other takes for one answer. */
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

/** The same, with many of something in the mock against none. */
export const expectedGrowth: Readonly<Record<string, Expectation>> = {
  '100000 users': { stated: 0.93, slack: 0.2 },
  '1000 tenants': { stated: 0.96, slack: 0.2 },
  'spread over 1000 tenants': { stated: 0.57, slack: 0.25 },
  '1000 stubs': { stated: 0.98, slack: 0.2 },
  '10000 journal entries': { stated: 0.99, slack: 0.2 },
}

/** Bytes for each request. */
export const expectedAllocation: Readonly<Record<string, Expectation>> = {
  a: { stated: 15_300, slack: 0.2 },
  b: { stated: 12_100, slack: 0.2 },
  c: { stated: 21_300, slack: 0.2 },
}
