import { oneLine } from '../core/one-line.ts'
import { createAdminClient, type AdminTarget } from './admin-client.ts'
import { readEvents } from './event-stream.ts'
import { paintFor, requestLines, type JournalEntry } from './request-lines.ts'
import { CommandError } from './usage-error.ts'

interface Wanted {
  readonly follow: boolean
  readonly limit: number
  readonly json: boolean
  /** Unmasked: passwords, tokens and the like. */
  readonly secrets: boolean
}

/** Prints the journal, oldest first; with `follow` what comes from now on, until the server stops. */
export const showRequests = async (
  target: AdminTarget,
  { follow, limit, json, secrets }: Wanted,
): Promise<void> => {
  const paint = paintFor(process.stdout)
  const show = (entry: JournalEntry): void => {
    process.stdout.write(json ? `${oneLine(JSON.stringify(entry))}\n` : requestLines(entry, paint))
  }
  const client = createAdminClient(target)
  if (follow) {
    const { body } = await client.open(`events?secrets=${secrets}`)
    if (body === null) return
    await eachEvent(body, show)
    return
  }
  const { requests } = await client.get<{ requests: JournalEntry[] }>(
    `requests?limit=${limit}&secrets=${secrets}`,
  )
  for (const entry of requests.reverse()) show(entry)
}

const eachEvent = async (
  body: AsyncIterable<Uint8Array>,
  show: (entry: JournalEntry) => void,
): Promise<void> => {
  try {
    for await (const data of readEvents(body)) show(JSON.parse(data) as JournalEntry)
  } catch (error) {
    throw new CommandError('The server has gone.', { cause: error })
  }
}
