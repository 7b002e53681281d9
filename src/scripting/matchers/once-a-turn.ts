/** Reads a text once for all that ask for it in the same turn of the event loop; then it is forgotten. */
export const onceATurn = <T>(read: (text: string) => T): ((text: string) => T) => {
  let last: { readonly text: string; readonly made: T } | undefined
  return (text) => {
    if (last?.text === text) return last.made
    const made = read(text)
    if (last === undefined)
      setImmediate(() => {
        last = undefined
      })
    last = { text, made }
    return made
  }
}
