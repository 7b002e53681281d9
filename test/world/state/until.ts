import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when something has come true; fails after ten seconds. */
export const until = async (isTrue: () => boolean, what: string): Promise<void> => {
  const end = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`Never came true: ${what}`)
    await sleep(2)
  }
}
