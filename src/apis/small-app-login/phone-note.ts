import { dotNetBase64 } from '../../core/base64.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Person } from '../../core/records.ts'
import { decryptionNote, outcomeOf } from '../shared/decryption-note.ts'
import { cases } from './cases.ts'
import { partsOf } from './phone-string.ts'

/** Why `phoneString` does not decrypt; lenient: undefined where some key may open it. */
export const phoneNote = (
  phoneString: string,
  person: Person,
  appId: string,
  context: Context,
): Note | undefined => {
  const { sent, isReadable } = partsOf(phoneString)
  const path = 'phoneString'
  const outcome = outcomeOf('site', cases['phone-undecryptable'].message, context)
  const note = decryptionNote(
    { sent, names, read: dotNetBase64, person, appId, path, outcome },
    context,
  )
  const isWhole = typeof sent.data === 'string' && typeof sent.iv === 'string'
  return isReadable || !isWhole
    ? note
    : { kind: 'encrypted-undecryptable', message: nested(outcome), path }
}

const names = { data: '`encryptedData` in `phoneString`', iv: '`iv` in `phoneString`' } as const

const nested = (outcome: string): string =>
  `\`phoneString\` holds encryptedData and iv deeper than the site looks (the whole event, or JSON in a JSON text): ${outcome}; send {"encryptedData":"…","iv":"…"} or encryptedData|iv.`
