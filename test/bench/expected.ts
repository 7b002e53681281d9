import type { Expectation } from './verdict.ts'

/*
 * What `npm run bench -- --check` holds the figures against: medians of five runs of a quiet machine with
 * two cores (AMD EPYC, Node.js 20.20). They are stated as they were, and the slack is what separates
 * noise from a defect: ratios of processor time wander by 5 % from run to run, on a machine with other
 * work by 15 %; allocations by 2 %, with another version of V8 by more. Change them with what changes them.
 */

/** How many requests the mock answers in the time that the other takes for one. */
export const expectedCpu: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = {
  'wechat-login-mock': {
    a: { stated: 0.57, slack: 0.25 },
    b: { stated: 0.56, slack: 0.25 },
    c: { stated: 0.92, slack: 0.25 },
  },
  'createApp() in Express': {
    a: { stated: 0.69, slack: 0.25 },
    b: { stated: 0.7, slack: 0.25 },
    c: { stated: 0.62, slack: 0.25 },
  },
}

/** The same, with many of something in the mock against none. */
export const expectedGrowth: Expectation = { stated: 0.97, slack: 0.2 }

/** Bytes for each request. */
export const expectedAllocation: Readonly<Record<string, Expectation>> = {
  a: { stated: 15_100, slack: 0.2 },
  b: { stated: 13_200, slack: 0.2 },
  c: { stated: 21_000, slack: 0.2 },
}
