import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf } from './admin-client.ts'
import { CommandError } from './usage-error.ts'

const BETWEEN_MS = 50
/** What a server that is there needs to say so. */
const LEAST_MS = 1000

/** Resolves when the server says that it is ready. Throws CommandError after the time is up. */
export const waitUntilReady = async (url: string, seconds: number): Promise<void> => {
  const root = url.replace(/\/+$/, '')
  const until = performance.now() + seconds * 1000
  for (;;) {
    const left = Math.ceil(until - performance.now())
    const seen = await probe(`${root}/__admin/readyz`, Math.max(left, LEAST_MS))
    if (seen === 'ready') return
    if (performance.now() + BETWEEN_MS > until)
      throw new CommandError(`${url} was not ready within ${seconds} s: ${seen}.`)
    await sleep(BETWEEN_MS)
  }
}

const probe = async (url: string, most: number): Promise<string> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(most) })
    await response.text()
    return response.ok ? 'ready' : `it answered ${response.status}`
  } catch (error) {
    return reasonOf(error)
  }
}
