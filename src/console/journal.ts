import { effect, signal, untracked } from '@preact/signals'
import { dependOn } from './route.ts'
import { readEntry, type Entry } from './entry.ts'
import { client, comebacks, tokenNeeded } from './server.ts'

/** The limits of the page: the number of entries, and the characters that they hold. */
const MOST_ENTRIES = 10_000
const MOST_CHARACTERS = 40_000_000
const FIRST = 200

/** The entries, oldest first. The array is changed in place, and `changes` counts the changes. */
export const entries: Entry[] = []
export const changes = signal(0)
/** The state of the event stream. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting')
/** While true, new entries are held back, and `waiting` counts them. */
export const paused = signal(false)
export const waiting = signal(0)
/** Whether the server may have older entries than the page. */
export const older = signal(true)

const ids = new Set<string>()
let characters = 0
let held: Entry[] = []
let arrived: Entry[] = []
let frame = 0

const put = (fresh: readonly Entry[]): void => {
  for (const entry of fresh) {
    if (ids.has(entry.id)) continue
    ids.add(entry.id)
    characters += entry.size
    entries.push(entry)
  }
  let gone = 0
  let over = characters - MOST_CHARACTERS
  while (gone < entries.length - 1 && (entries.length - gone > MOST_ENTRIES || over > 0)) {
    const oldest = entries[gone++]
    if (oldest === undefined) break
    const { id, size } = oldest
    ids.delete(id)
    over -= size
    characters -= size
  }
  if (gone > 0) {
    entries.splice(0, gone)
    older.value = true
  }
  changes.value++
}

const take = (entry: Entry): void => {
  if (paused.value) {
    if (held.length >= MOST_ENTRIES) held = held.slice(MOST_ENTRIES / 2)
    held.push(entry)
    waiting.value++
    return
  }
  arrived.push(entry)
  // Renders once for all entries since the last frame. A hidden page has no frames, so a full buffer
  // renders too.
  if (arrived.length >= 1_000) flush()
  else if (frame === 0) frame = requestAnimationFrame(flush)
}

const flush = (): void => {
  cancelAnimationFrame(frame)
  frame = 0
  const fresh = arrived
  arrived = []
  put(fresh)
}

export const setPaused = (on: boolean): void => {
  paused.value = on
  if (on) return
  const fresh = held
  held = []
  waiting.value = 0
  put(fresh)
}

const forget = (): void => {
  entries.length = 0
  ids.clear()
  characters = 0
  held = []
  arrived = []
  waiting.value = 0
  older.value = true
  changes.value++
}

/** Clears the server's journal and the page. */
export const clear = async (): Promise<void> => {
  await client.value.requests.clear()
  forget()
  older.value = false
}

const page = async (before?: string): Promise<readonly Entry[]> => {
  const list = await client.value.requests.list({ limit: FIRST, before })
  return list.map(readEntry).reverse()
}

/** Loads the entries before the oldest on the page. */
export const loadOlder = async (): Promise<void> => {
  const first = entries[0]
  const before = await page(first?.id)
  if (before.length < FIRST) older.value = false
  const fresh = before.filter(({ id }) => !ids.has(id))
  for (const { id, size } of fresh) {
    ids.add(id)
    characters += size
  }
  entries.unshift(...fresh)
  changes.value++
}

/** Loads one entry with its secrets unmasked. */
export const withSecrets = async (id: string): Promise<Entry> =>
  readEntry(await client.value.call('getRequest', { params: { id }, query: { secrets: 'true' } }))

const RETRY_MS = 1_000

/** Follows the journal of the chosen tenant. Connects again when the connection ends. */
const follow = async (ended: AbortSignal): Promise<void> => {
  const isOver = (): boolean => ended.aborted
  while (!isOver()) {
    try {
      const events = await client.value.requests.follow({ signal: ended })
      // The entries between the last one seen and the start of the stream.
      const recent = await page()
      if (isOver()) return
      if (entries.length === 0) older.value = recent.length === FIRST
      if (paused.value) for (const entry of recent) if (!ids.has(entry.id)) take(entry)
      if (!paused.value) put(recent)
      if (connection.value === 'lost') comebacks.value++
      connection.value = 'live'
      for await (const event of events) take(readEntry(event))
    } catch {
      // The page uses its own server only, so the only remedy is to try again.
    }
    if (isOver()) return
    connection.value = 'lost'
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/** Starts to follow the journal. Starts again when another tenant is chosen or a token is entered. */
export const startFollowing = (): void => {
  effect(() => {
    dependOn(client)
    if (tokenNeeded.value) return
    const end = new AbortController()
    untracked(() => {
      connection.value = 'connecting'
      forget()
      void follow(end.signal)
    })
    return () => {
      end.abort()
    }
  })
}
