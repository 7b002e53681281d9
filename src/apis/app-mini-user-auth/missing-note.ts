import type { Note } from '../../core/note.ts'

/**
 * Why a parameter counts as missing: it was not there, or PHP's `empty()` takes what was sent for
 * nothing. `isArray`: it was an empty one.
 */
export const missingNote = (
  name: string,
  value: string | null | undefined,
  isArray = false,
): Note => {
  if (isArray) return emptyNote(name, 'an empty array', '[]')
  if (value === null || value === undefined)
    return {
      kind: 'required-missing',
      message: `\`${name}\` is not in the body: ShopXO refused the request; send it there, as JSON or a form.`,
      path: name,
    }
  return emptyNote(name, value === '' ? 'empty, null or false' : `\`${value}\``, value)
}

const emptyNote = (name: string, what: string, actual: string): Note => ({
  kind: 'php-empty',
  message: `\`${name}\` is ${what}: PHP's empty() takes it for missing and ShopXO refused the request; send a text.`,
  path: name,
  actual,
})
