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
