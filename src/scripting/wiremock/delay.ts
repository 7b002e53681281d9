import { LONGEST_DELAY_MS } from '../../core/wire.ts'
import type { DelayPlan, StubResponse } from '../stubs/stub.ts'
import {
  asInt,
  asNumber,
  asText,
  checkMembers,
  present,
  mappingError,
  object,
} from './mapping-members.ts'

/** Milliseconds; below zero means no delay, as in WireMock. Throws a MappingError. */
export const delayOf = (value: unknown, at: string): number => {
  const ms = asInt(value, at)
  if (ms > LONGEST_DELAY_MS)
    throw mappingError(at, `${at} is at most ${LONGEST_DELAY_MS} milliseconds, not ${ms}.`)
  return Math.max(0, ms)
}

/** WireMock's DelayDistribution. Throws a MappingError. */
export const toDelayPlan = (value: unknown, at: string): DelayPlan => {
  const { type: given, ...written } = object(value, at)
  const plan = present(written)
  const part = (name: string): number =>
    plan[name] === undefined ? 0 : asNumber(plan[name], `${at}/${name}`)
  const type = given === undefined || given === null ? '' : asText(given, `${at}/type`)
  switch (type) {
    case 'lognormal':
      checkMembers(written, at, ['median', 'sigma', 'maxValue'])
      return lognormal(part('median'), part('sigma'), plan['maxValue'], at)
    case 'uniform': {
      checkMembers(written, at, ['lower', 'upper'])
      const [lower, upper] = [Math.trunc(part('lower')), Math.trunc(part('upper'))]
      if (upper < lower)
        throw mappingError(at, `The upper bound ${upper} is below the lower ${lower}.`)
      return { type: 'uniform', lower: Math.max(0, lower), upper: Math.max(0, upper) }
    }
    case 'fixed':
      checkMembers(written, at, ['milliseconds'])
      return plan['milliseconds'] === undefined
        ? 0
        : delayOf(plan['milliseconds'], `${at}/milliseconds`)
    default:
      throw mappingError(`${at}/type`, 'The type is lognormal, uniform or fixed.')
  }
}

const lognormal = (median: number, sigma: number, maxValue: unknown, at: string): DelayPlan => {
  const most = maxValue === undefined ? undefined : asNumber(maxValue, `${at}/maxValue`)
  if (most !== undefined && most < median)
    throw mappingError(`${at}/maxValue`, `The maxValue ${most} is below the median ${median}.`)
  return {
    type: 'lognormal',
    median: Math.max(0, median),
    sigma,
    ...(most === undefined ? {} : { most }),
  }
}

/** WireMock's ChunkedDribbleDelay; undefined for no chunks. Throws a MappingError. */
export const dribbleOf = (value: unknown, at: string): StubResponse['chunkedDribbleDelay'] => {
  const plan = object(value, at)
  checkMembers(plan, at, ['numberOfChunks', 'totalDuration'])
  const part = (name: string): number => {
    if (plan[name] === undefined || plan[name] === null)
      throw mappingError(
        `${at}/${name}`,
        `${name} is missing; chunks need a number and a duration.`,
      )
    return asInt(plan[name], `${at}/${name}`)
  }
  const [numberOfChunks, totalDuration] = [part('numberOfChunks'), part('totalDuration')]
  if (totalDuration < 0 || totalDuration > LONGEST_DELAY_MS)
    throw mappingError(
      `${at}/totalDuration`,
      `${at}/totalDuration is from 0 to ${LONGEST_DELAY_MS} milliseconds, not ${totalDuration}.`,
    )
  if (numberOfChunks > 1000)
    throw mappingError(
      `${at}/numberOfChunks`,
      `${at}/numberOfChunks is at most 1000, not ${numberOfChunks}.`,
    )
  return numberOfChunks <= 0 ? undefined : { numberOfChunks, totalDuration }
}
