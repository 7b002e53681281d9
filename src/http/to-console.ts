import type { Call } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import type { Exchange } from './exchange.ts'
import { DEFAULT_TENANT, type Tenant } from './tenants.ts'

/** A browser that asks for `/`, where nothing else answers, wants the page. */
export const isForConsole = ({ request, target, headers }: Exchange, { trace }: Call): boolean =>
  target.path === '/' &&
  trace.decider === 'framework' &&
  (request.method === 'GET' || request.method === 'HEAD') &&
  (headers['accept'] ?? '').includes('text/html')

/** Leads there; the journal keeps no entry of it. */
export const toConsole = ({ key, script }: Tenant): Reply => {
  const entry = script.journal.latest()
  if (entry !== undefined) script.journal.remove(entry.sequence)
  const fragment = key === DEFAULT_TENANT ? '' : `#/requests?tenant=${key}`
  return {
    status: 302,
    headers: [
      ['Location', `/__admin/${fragment}`],
      ['Content-Length', '0'],
    ],
    body: '',
    basis: 'inferred',
  }
}
