/** Entries kept, and the longest text that is worth keeping: clients choose both. */
const MOST = 256
const LONGEST = 1024

/** Keeps what was made of a text: clients send the same few headers over and over. */
export const remember = <V>(make: (text: string) => V): ((text: string) => V) => {
  const made = new Map<string, V>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    const value = make(text)
    if (made.size >= MOST) made.clear()
    if (text.length <= LONGEST) made.set(text, value)
    return value
  }
}
