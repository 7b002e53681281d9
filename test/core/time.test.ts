import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../src/core/time.ts'

describe('a moment', () => {
  it.each([
    ['2026-01-29T07:00:34Z', '2026-01-29T07:00:34.000Z'],
    ['2026-01-29 15:00 +08:00', '2026-01-29T07:00:00.000Z'],
    ['2026-01-29 15:00+0800', '2026-01-29T07:00:00.000Z'],
    ['2026-01-29T15:00:34 Asia/Shanghai', '2026-01-29T07:00:34.000Z'],
    ['2026-01-29 Asia/Shanghai', '2026-01-28T16:00:00.000Z'],
    ['2026-07-01 12:00 America/New_York', '2026-07-01T16:00:00.000Z'],
    ['2026-01-29 15:00 UTC', '2026-01-29T15:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(new Date(parseMoment(text) ?? 0).toISOString()).toBe(instant)
  })

  it.each(['2026-01-29 15:00', '2026-02-30 15:00 +08:00', '2026-01-29 15:00 Asia/Nowhere', 'soon'])(
    'is not %s',
    (text) => {
      expect(parseMoment(text)).toBeUndefined()
    },
  )
})
