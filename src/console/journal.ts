import { effect, signal, untracked } from '@preact/signals'
import { dependOn } from './route.ts'
import { readEntry, type Entry } from './entry.ts'
import { client, comebacks, tokenNeeded } from './server.ts'

/** The page keeps at most so many entries, and so many characters of them. */
const MOST_ENTRIES = 10_000
const MOST_CHARACTERS = 40_000_000
const FIRST = 200

/** Entries, the oldest first. The list is changed in place; `changes` counts how often. */
export const entries: Entry[] = []
export const changes = signal(0)
/** How the stream stands. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting')
/** While true, what comes waits and is counted. */
export const paused = signal(false)
export const waiting = signal(0)
/** Whether the server's journal may have older entries than the page. */
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
  // One change for all that came since the last frame; a hidden page has no frames.
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

/** Empties the server's journal and the page. */
export const clear = async (): Promise<void> => {
  await client.value.requests.clear()
  forget()
  older.value = false
}

const page = async (before?: string): Promise<readonly Entry[]> => {
  const list = await client.value.requests.list({ limit: FIRST, before })
  return list.map(readEntry).reverse()
}

/** Loads the entries before the oldest that the page has. */
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

/** One entry as the server has it, with what is masked otherwise. */
export const withSecrets = async (id: string): Promise<Entry> =>
  readEntry(await client.value.call('getRequest', { params: { id }, query: { secrets: 'true' } }))

const RETRY_MS = 1_000

/** Follows the journal of the chosen tenant, and again when the connection ends. */
const follow = async (ended: AbortSignal): Promise<void> => {
  const isOver = (): boolean => ended.aborted
  while (!isOver()) {
    try {
      const events = await client.value.requests.follow({ signal: ended })
      // What came between the last entry seen and now.
      const recent = await page()
      if (isOver()) return
      if (entries.length === 0) older.value = recent.length === FIRST
      if (paused.value) for (const entry of recent) if (!ids.has(entry.id)) take(entry)
      if (!paused.value) put(recent)
      if (connection.value === 'lost') comebacks.value++
      connection.value = 'live'
      for await (const event of events) take(readEntry(event))
    } catch {
      // The address of the server is the page's own: all that can be done is to try again.
    }
    if (isOver()) return
    connection.value = 'lost'
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/** Starts following; begins anew when another tenant is chosen or a token was given. */
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
