import type { Request } from 'express'
import { viewEntry, type EntryView } from '../../scripting/entry-view.ts'
import type { Entry } from '../../scripting/entry.ts'
import { redactEntry } from '../../scripting/redact.ts'
import type { Tenant } from '../tenants.ts'

/** A journal entry for whoever asks: secrets are masked unless the query says `secrets=true`. */
export const shownEntry = ({ query }: Request, tenant: Tenant, entry: Entry): EntryView =>
  showEntry(tenant, entry, query['secrets'] === 'true')

export const showEntry = ({ key, world }: Tenant, entry: Entry, secrets: boolean): EntryView => {
  const view = viewEntry(entry, world.services.derive, key)
  return secrets ? view : redactEntry(view)
}

/** Asks for the member `mock`, as the query's `mock=true` does. */
const HEADER = 'x-mock-judgement'

/** Whether the caller wants what this mock adds to WireMock's shapes: WireMock's own clients refuse it. */
export const wantsMock = ({ query, headers }: Request): boolean =>
  query['mock'] === 'true' || headers[HEADER] === 'true'

/** Without the member `mock` unless the caller wants it. */
export const forCaller = <View extends { readonly mock?: unknown }>(
  request: Request,
  view: View,
): View | Omit<View, 'mock'> => {
  if (wantsMock(request)) return view
  return Object.fromEntries(Object.entries(view).filter(([name]) => name !== 'mock')) as Omit<
    View,
    'mock'
  >
}
