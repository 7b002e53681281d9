import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** Nothing is told and nothing is believed: any certificate will do. */
const probe = (url: string, most: number): Promise<string> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(most)
    const get = url.startsWith('https:') ? getHttps : getHttp
    const asked = get(
      url,
      { agent: false, rejectUnauthorized: false, signal },
      ({ statusCode = 0 }) => {
        resolve(statusCode === 200 ? 'ready' : `it answered ${statusCode}`)
        asked.destroy()
      },
    )
    asked.on('error', (error: NodeJS.ErrnoException) => {
      resolve(signal.aborted ? 'no answer in time' : (error.code ?? error.message))
    })
  })
