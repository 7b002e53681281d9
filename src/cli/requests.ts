import type { MockClient } from '../client/index.ts'
import { oneLine } from '../core/one-line.ts'
import { paintFor, requestLines, type JournalEntry } from './request-lines.ts'
import { CommandError } from './usage-error.ts'

interface Wanted {
  readonly follow: boolean
  readonly limit: number
  readonly json: boolean
  /** Of the notes' titles. */
  readonly language: 'zh' | 'en'
  /** Unmasked: passwords, tokens and the like. */
  readonly secrets: boolean
}

/** Prints the journal, oldest first; with `follow` what comes from now on, until the server stops. */
export const showRequests = async (
  client: MockClient,
  { follow, limit, json, secrets, language }: Wanted,
): Promise<void> => {
  const paint = paintFor(process.stdout)
  const show = (entry: JournalEntry): void => {
    process.stdout.write(
      json ? `${oneLine(JSON.stringify(entry))}\n` : requestLines(entry, paint, language),
    )
  }
  if (follow) {
    await eachEntry(await client.requests.follow({ secrets }), show)
    return
  }
  const entries = await client.requests.list({ limit, secrets: String(secrets) })
  for (const entry of entries.toReversed()) show(entry)
}

const eachEntry = async (
  entries: AsyncIterable<JournalEntry>,
  show: (entry: JournalEntry) => void,
): Promise<void> => {
  try {
    for await (const entry of entries) show(entry)
  } catch (error) {
    throw new CommandError('The server has gone.', { cause: error })
  }
}
