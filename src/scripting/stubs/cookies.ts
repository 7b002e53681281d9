/**
 * The cookies of a `Cookie` header in their order, as WireMock's server reads them: a name is a token that does not
 * begin with `$`, a value may stand in quotes, and a value with a character that RFC 6265 does not allow is left out.
 */
export const cookiesOf = (header = ''): readonly (readonly [name: string, value: string])[] =>
  header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0)).trim()
    if (!TOKEN.test(name)) return []
    const value = VALUE.exec(pair.slice(at + 1).trim())
    return value === null ? [] : [[name, value[1] ?? value[2] ?? ''] as const]
  })

const TOKEN = /^(?!\$)[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^(?:"([ !#-+\--:<-[\]-~]*)"|([ !#-+\--:<-[\]-~]*))$/
