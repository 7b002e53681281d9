/** Returns a whole number from 0 to `below`, exclusive. The sequence is the same in every run. */
export type Draw = (below: number) => number

/** Creates a mulberry32 generator. The same seed repeats a run that failed. */
export const createDraw = (seed: number): Draw => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export const pick = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)] as T
