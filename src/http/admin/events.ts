import { Router } from 'express'
import { maskText } from '../../core/mask-text.ts'
import type { Entry } from '../../scripting/journal-entry.ts'
import { printable } from '../log.ts'
import { whenSentAll } from '../turns.ts'
import type { Tenant } from '../tenants.ts'
import { type Admin, sendProblem } from './admin.ts'
import { showEntry } from './requests.ts'

/** The call that sends new journal entries as server-sent events. */
export const events = ({ tenant, limits, log, stopping }: Admin): Router => {
  const router = Router()
  const rendered: typeof render = (...asked) => {
    try {
      return render(...asked)
    } catch (error) {
      log('error', `event not rendered: ${printable(maskText(String(error)))}`)
      return ''
    }
  }
  const follow = createEventFeed(rendered, limits.journalEntries)
  const ends = new Set<() => void>()
  stopping.addEventListener('abort', () => {
    for (const end of ends) end()
  })

  router.get('/events', (request, response) => {
    if (ends.size >= limits.sseClients) {
      log('warn', `event listener refused: ${limits.sseClients} are there already`)
      sendProblem(
        response,
        503,
        'Too many listeners',
        `There are ${limits.sseClients} event listeners already; close one or raise --sse-clients.`,
      )
      return
    }
    response.setHeader('Content-Type', 'text/event-stream').setHeader('Cache-Control', 'no-store')
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    const own = tenant(request)
    response.socket?.setTimeout(0)
    response.flushHeaders()
    response.write(': following\n\n')
    const secrets = request.query['secrets'] === 'true'
    const take = (event: string): void => {
      if (response.writableEnded || response.destroyed) return
      // Without this limit, all events would be buffered for a listener that does not read.
      if (response.writableLength > limits.sseBytes) {
        log('warn', `event listener dropped: over ${limits.sseBytes} bytes are waiting for it`)
        response.destroy()
        return
      }
      response.write(event)
    }
    const unfollow = follow(own, { secrets, take })
    const end = () => response.end()
    ends.add(end)
    // A client that has disconnected cannot be told from a client that has only finished sending.
    whenSentAll(request.socket, end)
    response.once('close', () => {
      ends.delete(end)
      unfollow()
    })
  })
  return router
}

const render = (tenant: Tenant, entry: Entry, secrets: boolean): string => {
  const shown = showEntry(tenant, entry, secrets)
  return `id: ${shown.id}\nevent: request\ndata: ${JSON.stringify(shown)}\n\n`
}

/** A client that follows a tenant's journal. */
interface Listener {
  /** Whether secrets are shown unmasked. */
  readonly secrets: boolean
  readonly take: (event: string) => void
}

/** Adds a listener to a tenant's journal. Returns a function that removes it. */
type Follow = (tenant: Tenant, listener: Listener) => () => void

interface Feed {
  readonly listeners: Set<Listener>
  /** Sequence numbers of the entries that are still to be sent, oldest first. */
  readonly sequences: number[]
  readonly unfollow: () => void
}

/**
 * Creates a feed that sends new journal entries to listeners. An entry is rendered once for all listeners. It
 * is rendered in a later event-loop turn, so that it does not delay the answer: rendering reads the body
 * again. An entry that the journal has dropped by then is skipped. At most `most` entries wait.
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
      unfollow: tenant.follow(({ sequence }) => {
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
