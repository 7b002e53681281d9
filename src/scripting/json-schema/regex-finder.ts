import { compileRegex } from '../regex/compile-regex.ts'

/** Whether an expression is found anywhere in a text. Throws a one-sentence Error for one that cannot be read. */
export const regexFinder = (source: string): ((text: string) => boolean) => {
  compileRegex(source)
  return compileRegex(`(?s).*?(?-s:${source})(?s:.*)`).test
}
