const TOKEN = /^(?!\$)[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^(?:"([ !#-+\--:<-[\]-~]*)"|([ !#-+\--:<-[\]-~]*))$/

/** Without its quotes; undefined where it has a character that RFC 6265 does not allow. */
const valueOf = (written: string): string | undefined => {
  const found = VALUE.exec(written.trim())
  return found === null ? undefined : (found[1] ?? found[2])
}

/**
 * The cookies of a `Cookie` header in their order, as WireMock's server reads them: a name is a token that does not
 * begin with `$`, a value may stand in quotes, and a value with a character that RFC 6265 does not allow is left out.
 */
export const cookiesOf = (header = ''): readonly (readonly [name: string, value: string])[] =>
  header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0)).trim()
    const value = TOKEN.test(name) ? valueOf(pair.slice(at + 1)) : undefined
    return value === undefined ? [] : [[name, value] as const]
  })

/** Makes a reader of one cookie's values, which does not look at the values of others. */
export const cookieReader = (name: string): ((header: string | undefined) => readonly string[]) => {
  if (!TOKEN.test(name)) return () => []
  return (header = '') => {
    const found: string[] = []
    for (const pair of header.split(';')) {
      const at = pair.indexOf('=')
      if (at < 1 || pair.slice(0, at).trim() !== name) continue
      const value = valueOf(pair.slice(at + 1))
      if (value !== undefined) found.push(value)
    }
    return found
  }
}
