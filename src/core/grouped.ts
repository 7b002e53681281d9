/** Groups values by name. The names are in the order of their first occurrence. */
export const grouped = <V>(
  pairs: Iterable<readonly [name: string, value: V]>,
): Map<string, V[]> => {
  const found = new Map<string, V[]>()
  for (const [name, value] of pairs) {
    const known = found.get(name)
    if (known === undefined) found.set(name, [value])
    else known.push(value)
  }
  return found
}
