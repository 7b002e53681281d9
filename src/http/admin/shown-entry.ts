import type { Request } from 'express'
import { viewEntry, type EntryView } from '../../scripting/entry-view.ts'
import type { Entry } from '../../scripting/journal.ts'
import { redactEntry } from '../../scripting/redact.ts'
import type { Tenant } from '../tenants.ts'

/** A journal entry for whoever asks: secrets are masked unless the query says `secrets=true`. */
export const shownEntry = ({ query }: Request, { key, world }: Tenant, entry: Entry): EntryView => {
  const view = viewEntry(entry, world.services.derive, key)
  return query['secrets'] === 'true' ? view : redactEntry(view)
}
