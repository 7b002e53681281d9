import type { Note } from '../../core/note.ts'

/** Why a parameter counts as missing: it was not there, or PHP's `empty()` takes what was sent for nothing. */
export const missingNote = (name: string, value: string | null | undefined): Note =>
  value === null || value === undefined
    ? {
        kind: 'required-missing',
        message: `\`${name}\` is not in the body: send it as JSON or a form.`,
        path: name,
      }
    : {
        kind: 'php-empty',
        message: `\`${name}\` is ${value === '' ? 'empty (null and false are, too)' : `\`${value}\``}: PHP's empty() takes it for missing.`,
        path: name,
        actual: value,
      }
