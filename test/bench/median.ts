/**
 * Returns the percentile of the values for `part` from 0 to 1. The result is one of the values, or NaN if
 * there are none.
 */
export const percentile = (values: readonly number[], part: number): number => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN
}

/**
 * Returns the median: the middle value, or the mean of the two middle values. Returns NaN if there are no
 * values.
 */
export const median = (values: readonly number[]): number => {
  const sorted = Float64Array.from(values).sort()
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? NaN : (low + high) / 2
}
