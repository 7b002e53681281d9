import { Router } from 'express'
import type { Admin } from './admin.ts'
import { sendProblem } from './answer.ts'
import { shownEntry } from './shown-entry.ts'

/** New journal entries as they come, as server-sent events. */
export const events = ({ tenant, limits, log, stopping }: Admin): Router => {
  const router = Router()
  let clients = 0

  router.get('/events', (request, response) => {
    if (clients >= limits.sseClients) {
      log('warn', `event listener refused: ${limits.sseClients} are there already`)
      sendProblem(
        response,
        503,
        'Too many listeners',
        `There are ${limits.sseClients} event listeners already; close one or raise --sse-clients.`,
      )
      return
    }
    const own = tenant(request)
    clients += 1
    response.socket?.setTimeout(0)
    response.setHeader('Content-Type', 'text/event-stream').setHeader('Cache-Control', 'no-store')
    response.flushHeaders()
    response.write(': following\n\n')
    const unfollow = own.script.journal.follow((entry) => {
      // Else a listener that does not read would have all that comes kept for it.
      if (response.writableLength > limits.sseBytes) {
        log('warn', `event listener dropped: over ${limits.sseBytes} bytes are waiting for it`)
        response.destroy()
        return
      }
      const shown = shownEntry(request, own, entry)
      response.write(`id: ${shown.id}\nevent: request\ndata: ${JSON.stringify(shown)}\n\n`)
    })
    const end = () => response.end()
    stopping.addEventListener('abort', end, { once: true })
    response.once('close', () => {
      clients -= 1
      unfollow()
      stopping.removeEventListener('abort', end)
    })
  })
  return router
}
