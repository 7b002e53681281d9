import { describe, expect, it } from 'vitest'
import { parseClock, parseInstant } from '../../src/core/time.ts'
import { createClock, type ClockSetting } from '../../src/world/clock.ts'

const AT = Date.parse('2026-01-29T07:00:34Z')
const frozen = () => createClock({ start: () => ({ kind: 'frozen', at: AT }) })
const near = (clock: { now: () => number }, offsetMs = 0): void => {
  expect(Math.abs(clock.now() - Date.now() - offsetMs)).toBeLessThan(1_000)
}

describe('a clock', () => {
  it('shows the real time, shifted if it is told to', () => {
    near(createClock())
    expect(createClock().state()).toMatchObject({ frozen: false, offsetMs: 0 })
    near(createClock({ start: () => ({ kind: 'shifted', offsetMs: -7_200_000 }) }), -7_200_000)
  })

  it('stands still from the start, and moves by hand', () => {
    const clock = frozen()
    expect(clock.now()).toBe(AT)
    clock.advance(90_000)
    expect(clock.state()).toMatchObject({ now: '2026-01-29T07:02:04.000Z', frozen: true })
    clock.advance(-30_000)
    clock.set({ offsetMs: 0 })
    expect(clock.state().frozen).toBe(true)
    near(clock)
    clock.set({ now: '2030-01-01T00:00:00+08:00' })
    expect(clock.state().now).toBe('2029-12-31T16:00:00.000Z')
    clock.reset()
    expect(clock.now()).toBe(AT)
  })

  it('runs on from where it stands', () => {
    const clock = frozen()
    clock.resume()
    expect(clock.state().frozen).toBe(false)
    expect(clock.now() - AT).toBeLessThan(1_000)
    clock.freeze()
    const { now } = clock.state()
    expect(clock.state().now).toBe(now)
    clock.set({ frozen: false, offsetMs: 60_000 })
    near(clock, 60_000)
    expect(clock.state()).toMatchObject({ frozen: false })
    clock.set({ frozen: true, now: '2026-01-29' })
    expect(clock.state()).toMatchObject({ now: '2026-01-29T00:00:00.000Z', frozen: true })
    clock.set({})
    expect(clock.state().now).toBe('2026-01-29T00:00:00.000Z')
    clock.set({ frozen: false })
    expect(clock.state().frozen).toBe(false)
  })

  it('refuses what no calendar has', () => {
    const clock = frozen()
    for (const now of ['soon', '2026-02-30T00:00:00Z', '2026-01-29T07:00:34', '0000-01-01', '1e5'])
      expect(() => {
        clock.set({ now })
      }, now).toThrow(RangeError)
    for (const ms of [1e15, -1e15, NaN, Infinity])
      expect(() => {
        clock.advance(ms)
      }, String(ms)).toThrow('The clock shows years 0001 to 9999.')
    expect(clock.now()).toBe(AT)
  })

  it('tells what it was set to, and goes on from that', () => {
    const settings: (ClockSetting | undefined)[] = []
    const clock = createClock({ changed: (setting) => settings.push(setting) })
    clock.set({ now: '2026-01-29T07:00:34Z', frozen: true })
    clock.advance(1_000)
    clock.reset()
    expect(settings).toMatchObject([{ frozenAt: AT }, { frozenAt: AT + 1_000 }, undefined])
    const [kept] = settings
    expect(createClock({ setting: kept }).now()).toBe(AT)
  })
})

it.each([
  ['2026-01-29T07:00:34Z', AT],
  ['2026-01-29T07:00:34.5Z', AT + 500],
  ['2026-01-29T15:00:34+08:00', AT],
  ['2026-01-29T07:00Z', AT - 34_000],
  ['2024-02-29', Date.parse('2024-02-29T00:00:00Z')],
  ['2025-02-29', undefined],
  ['2026-01-29T24:00:01Z', undefined],
  ['2026-1-29', undefined],
  ['29.01.2026', undefined],
  ['', undefined],
])('reads the instant %s', (text, at) => {
  expect(parseInstant(text)).toBe(at)
})

it.each([
  ['+2h', { kind: 'shifted', offsetMs: 7_200_000 }],
  ['-30m', { kind: 'shifted', offsetMs: -1_800_000 }],
  ['+1500ms', { kind: 'shifted', offsetMs: 1_500 }],
  ['+1d2h3m4s', { kind: 'shifted', offsetMs: 93_784_000 }],
  ['2026-01-29T07:00:34Z', { kind: 'frozen', at: AT }],
  ['2h', undefined],
  ['+', undefined],
  ['+2y', undefined],
  ['+2h ', undefined],
])('reads --clock %s', (text, start) => {
  expect(parseClock(text)).toEqual(start)
})

it('is off by no millisecond, however the real time moves while it is set', () => {
  let real = Date.parse('2026-01-29T07:00:34Z')
  // Each look at the real clock finds it later.
  const clock = createClock({ real: () => ++real })
  clock.set({ offsetMs: 7_200_000 })
  expect(clock.state().offsetMs).toBe(7_200_000)
  for (let times = 0; times < 10; times++) clock.advance(1_000)
  expect(clock.state().offsetMs).toBe(7_210_000)
  clock.set({ frozen: false })
  clock.resume()
  expect(clock.state().offsetMs).toBe(7_210_000)
})
