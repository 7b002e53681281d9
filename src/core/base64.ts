/** The bytes of a base64 text as one platform's own reader takes it; undefined where it refuses the text. */
export type ReadBase64 = (text: string) => Buffer | undefined

/**
 * `Convert.FromBase64String`: blanks, tabs and line ends between the letters are skipped; anything else
 * that is no letter of the alphabet (`-` and `_` too), or a missing or misplaced `=`, is refused.
 */
export const dotNetBase64: ReadBase64 = (text) => {
  const letters = text.replace(/[ \t\r\n]+/g, '')
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) return undefined
  return Buffer.from(letters, 'base64')
}

/** `base64_decode` without its second argument: whatever is no letter is skipped, `=`, `-` and `_` too. */
export const phpBase64: ReadBase64 = (text) =>
  Buffer.from(text.replace(/[^A-Za-z0-9+/]+/g, ''), 'base64')
