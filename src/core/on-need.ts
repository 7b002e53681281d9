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
