import type { Entry } from '../../scripting/entry.ts'
import type { Tenant } from '../tenants.ts'

/** Who follows a tenant's journal. */
export interface Listener {
  /** Secrets are not masked. */
  readonly secrets: boolean
  readonly take: (event: string) => void
}

/** Follows until the function that is returned is called. */
export type Follow = (tenant: Tenant, listener: Listener) => () => void

interface Feed {
  readonly listeners: Set<Listener>
  /** Of entries that are to be told of, oldest first. */
  readonly sequences: number[]
  readonly unfollow: () => void
}

/**
 * Tells listeners of new journal entries. An entry is rendered once for all of them, in a turn of its own
 * after its answer has been given: rendering reads the body anew. One that the journal has forgotten by
 * then is passed over; `most` wait.
 */
export const createEventFeed = (
  render: (tenant: Tenant, entry: Entry, secrets: boolean) => string,
  most: number,
): Follow => {
  const feeds = new WeakMap<Tenant, Feed>()

  const tellNext = (tenant: Tenant, { listeners, sequences }: Feed): void => {
    const sequence = sequences.shift()
    const entry = sequence === undefined ? undefined : tenant.script.journal.find(sequence)
    if (entry !== undefined) {
      const events = new Map<boolean, string>()
      for (const { secrets, take } of listeners) {
        const event = events.get(secrets) ?? render(tenant, entry, secrets)
        events.set(secrets, event)
        take(event)
      }
    }
  }

  const begin = (tenant: Tenant): Feed => {
    let waiting = false
    const turn = (): void => {
      waiting = feed.sequences.length > 1
      if (waiting) setImmediate(turn)
      tellNext(tenant, feed)
    }
    const feed: Feed = {
      listeners: new Set(),
      sequences: [],
      unfollow: tenant.script.journal.follow(({ sequence }) => {
        if (feed.sequences.push(sequence) > most) feed.sequences.shift()
        if (!waiting) setImmediate(turn)
        waiting = true
      }),
    }
    feeds.set(tenant, feed)
    return feed
  }

  return (tenant, listener) => {
    const feed = feeds.get(tenant) ?? begin(tenant)
    feed.listeners.add(listener)
    return () => {
      feed.listeners.delete(listener)
      if (feed.listeners.size > 0) return
      feed.unfollow()
      feeds.delete(tenant)
    }
  }
}
