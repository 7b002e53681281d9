import { clip } from '../../core/clip.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'

/**
 * The note on a body that declares a charset which the framework does not look at, none where it declares
 * UTF-8 or nothing. `why` ends the sentence `charset=… is ignored: …; send UTF-8.`
 */
export const ignoredCharset = ({ headers }: WireRequest, why: string): readonly Note[] => {
  const declared = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1]
  if (declared === undefined || /^(?:utf-?8|us-ascii)$/i.test(declared)) return []
  const actual = clip(declared)
  return [
    {
      kind: 'charset-ignored',
      message: `charset=${actual} is ignored: ${why}; send UTF-8.`,
      path: 'Content-Type',
      expected: 'utf-8',
      actual,
    },
  ]
}
