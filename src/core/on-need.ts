/**
 * A regular expression that is made when it is first asked for. V8 collects the characters of a `\p{…}`
 * wherever it reads such a literal, so that each of them slows down every start.
 */
export const patternOnNeed = (source: string, flags = 'u'): (() => RegExp) => {
  let made: RegExp | undefined
  return () => (made ??= new RegExp(source, flags))
}

/** Makes something of an object when it is first asked for, and keeps it as long as the object. */
export const onceFor = <K extends object, V>(make: (of: K) => V): ((of: K) => V) => {
  const made = new WeakMap<K, V>()
  return (of) => {
    let value = made.get(of)
    if (value === undefined) made.set(of, (value = make(of)))
    return value
  }
}

/** Entries kept, and the longest text that is worth keeping: clients choose both. */
const MOST = 256
const LONGEST = 1024

/**
 * Keeps what was made of a text: clients send the same few headers over and over. The last text is
 * compared as a whole first: a Map would have to hash it, which a fresh text has not been yet.
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
