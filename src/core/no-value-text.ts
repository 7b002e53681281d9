import type { Note } from './note.ts'

/** As JavaScript, Java, Python and Go print a variable without a value, or an object. */
const NO_VALUE =
  /^["']?(?:undefined|null|nan|none|nil|<nil>|\(null\)|\[object [A-Z]\w{1,20}\])["']?$/i
const LONGEST = 32

/** Whether a text is what a program prints for a value that is not there. */
export const isNoValue = (text: string): boolean => text.length <= LONGEST && NO_VALUE.test(text)

/** What decrypting or handing in a value says better. */
const toldElsewhere = new Set([
  ...['code', 'js_code', 'authcode'],
  ...['phoneString', 'EncryptMobile', 'EncryptIV', 'encrypted_data', 'iv'],
])

/** Of the texts that were read: those that are no values. */
export const noValueNotes = (value: Readonly<Record<string, unknown>> | null): readonly Note[] => {
  if (value === null) return none
  let notes: Note[] | undefined
  for (const name in value) {
    const text = value[name]
    if (typeof text !== 'string' || text.length > LONGEST || text.length < 3) continue
    if (NO_VALUE.test(text) && !toldElsewhere.has(name))
      (notes ??= []).push(noValueNote(name, text))
  }
  return notes ?? none
}

const none: readonly Note[] = []

const noValueNote = (name: string, text: string): Note => ({
  kind: 'no-value-text',
  message: `\`${name}\` is the text \`${text}\`, as a variable without a value is printed: the server took it for a value like any other; send the value itself, or leave \`${name}\` out.`,
  path: name,
  actual: text,
})
