import type { Reply } from '../core/wire.ts'
import { entryId } from '../scripting/entry-view.ts'
import { notesOf } from '../scripting/notes.ts'
import { drawDelay } from '../scripting/stubs/answer.ts'
import { DEFAULT_TENANT, type Tenant } from './tenants.ts'

/**
 * Says that the journal knows more of the answer just made, and where
 * (docs/spec/control.md#command-line).
 */
export const withNotesLink = (reply: Reply, { key, script, world }: Tenant): Reply => {
  const entry = script.journal.latest()
  const notes = entry === undefined ? [] : notesOf(entry)
  if (entry === undefined || notes.length === 0) return reply
  const prefix = key === DEFAULT_TENANT ? '' : `/t/${key}`
  const href = `${prefix}/__admin/requests/${entryId(world.services.derive, entry)}?mock=true`
  return {
    ...reply,
    headers: [
      ...reply.headers,
      ['X-Mock-Notes', String(notes.length)],
      ['Link', `<${href}>; rel="describedby"`],
    ],
  }
}

/** A delay of everything; an answer's own comes first. */
export const delayedBy = ({ settings, world }: Tenant, reply: Reply): Reply => {
  if (settings.delay === undefined || reply.delay !== undefined) return reply
  const answer = String(settings.delayed++)
  const beforeMs = drawDelay(world.services.derive, settings.delay, 'settings', answer)
  return { ...reply, delay: { beforeMs } }
}
