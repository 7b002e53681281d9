import { describe, expect, it } from 'vitest'
import { millisecondsOf } from '../../src/client/world.ts'

describe('durations', () => {
  it.each([
    ['5', 5],
    ['+5', 5],
    ['-5', -5],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['-1d2h', -93_600_000],
    ['10ms', 10],
  ])('%s', (given, ms) => {
    expect(millisecondsOf(given, 'It')).toBe(ms)
  })

  it.each(['', '-', '5y', 's', '1.5h', '5 s'])('not %j', (given) => {
    expect(() => millisecondsOf(given, 'It')).toThrow(
      `It ${JSON.stringify(given)} cannot be: use a duration such as 90s, 2h30m or -5m.`,
    )
  })
})
