import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { boundedLog } from '../../src/http/log.ts'

let lines: string[]
const start = (most: number) => boundedLog((level, line) => lines.push(`${level} ${line}`), most)
beforeEach(() => {
  lines = []
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a bounded log', () => {
  it('passes on so many lines of a kind, then says how many there were', () => {
    const { log } = start(2)
    for (let n = 1; n <= 9; n++) log('warn', `host refused: GET /${n}`)
    expect(lines.splice(0)).toEqual(['warn host refused: GET /1', 'warn host refused: GET /2'])
    vi.advanceTimersByTime(9_999)
    expect(lines).toEqual([])
    vi.advanceTimersByTime(1)
    expect(lines.splice(0)).toEqual([
      'warn host refused: GET /9 (and 6 more such lines within 10 s)',
    ])
    log('warn', 'host refused: GET /10')
    expect(lines.splice(0)).toEqual(['warn host refused: GET /10'])
    vi.advanceTimersByTime(60_000)
    expect(lines).toEqual([])
  })

  it('lets no kind hide another, nor a level another', () => {
    const { log } = start(1)
    for (let n = 0; n < 5; n++) log('warn', 'malformed request refused: Header overflow')
    log('warn', 'tenant a dropped: it was idle longest of 2')
    log('error', 'malformed is something else')
    expect(lines.splice(0)).toEqual([
      'warn malformed request refused: Header overflow',
      'warn tenant a dropped: it was idle longest of 2',
      'error malformed is something else',
    ])
  })

  it('tells at the end what it has left out', () => {
    const { log, flush } = start(1)
    for (const line of ['a 1', 'a 2', 'b 1']) log('info', line)
    flush()
    flush()
    expect(lines).toEqual(['info a 1', 'info b 1', 'info a 2'])
  })

  it('is bounded itself, whatever lines begin with', () => {
    const { log, flush } = start(1)
    for (let n = 0; n < 10_000; n++) log('warn', `word-${n}`)
    flush()
    expect(lines).toHaveLength(102)
    expect(lines.at(-1)).toBe('warn word-9999 (and 9898 more such lines within 10 s)')
  })
})
