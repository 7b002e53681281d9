/**
 * A regular expression that is made when it is first asked for. V8 collects the characters of a `\p{…}`
 * wherever it reads such a literal, so that each of them slows down every start.
 */
export const patternOnNeed = (source: string, flags = 'u'): (() => RegExp) => {
  let made: RegExp | undefined
  return () => (made ??= new RegExp(source, flags))
}
