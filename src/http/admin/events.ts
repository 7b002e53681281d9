import { Router } from 'express'
import { maskText } from '../../core/mask-text.ts'
import type { Entry } from '../../scripting/entry.ts'
import { printable } from '../log.ts'
import { whenSentAll } from '../turns.ts'
import type { Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { sendProblem } from './answer.ts'
import { createEventFeed } from './event-feed.ts'
import { showEntry } from './shown-entry.ts'

/** New journal entries as they come, as server-sent events. */
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
      // Else a listener that does not read would have all that comes kept for it.
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
    // A client that has gone away looks the same as one that has only finished sending.
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
