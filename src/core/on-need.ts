/**
 * Returns a function that creates the regular expression on its first call. V8 collects the characters of a
 * `\p{…}` when it reads such a literal, so that each literal would slow down every start.
 */
export const patternOnNeed = (source: string, flags = 'u'): (() => RegExp) => {
  let made: RegExp | undefined
  return () => (made ??= new RegExp(source, flags))
}

/**
 * Returns a function that makes a value for an object on the first call and caches it for as long as the
 * object lives.
 */
export const onceFor = <K extends object, V>(make: (of: K) => V): ((of: K) => V) => {
  const made = new WeakMap<K, V>()
  return (of) => {
    let value = made.get(of)
    if (value === undefined) made.set(of, (value = make(of)))
    return value
  }
}

/**
 * The largest number of cached entries, and the longest text that is cached. Clients choose both the number
 * and the length.
 */
const MOST = 256
const LONGEST = 1024

/**
 * Returns a function that caches the value made of a text: clients send the same few headers again and again.
 * The text is first compared with the last one, because a Map would have to hash a new string.
 */
export const remember = <V>(make: (text: string) => V): ((text: string) => V) => {
  const made = new Map<string, V>()
  let last: { readonly text: string; readonly value: V } | undefined
  const find = (text: string): V => {
    const known = made.get(text)
    if (known !== undefined) return known
    const value = make(text)
    if (made.size >= MOST) made.clear()
    if (text.length <= LONGEST) made.set(text, value)
    return value
  }
  return (text) => {
    if (last?.text === text) return last.value
    const value = find(text)
    last = text.length <= LONGEST ? { text, value } : undefined
    return value
  }
}
