/**
 * A jQuery key as MVC's binders want it: `x[]` is `x`, `x[0]` stays, `x[name]` is `x.name`.
 * Undefined for an unclosed bracket, at which .NET throws (S).
 */
export const mvcKey = (key: string): string | undefined => {
  let open = key.indexOf('[')
  if (open < 0) return key
  let normal = ''
  let at = 0
  while (open >= 0) {
    const close = key.indexOf(']', open)
    if (close < 0) return undefined
    const inside = key.slice(open + 1, close)
    normal += key.slice(at, open)
    if (/^\p{Nd}/u.test(inside)) normal += `[${inside}]`
    else if (inside !== '') normal += `.${inside}`
    at = close + 1
    open = key.indexOf('[', at)
  }
  return normal + key.slice(at)
}
