/**
 * The path that nginx compares with its locations: decoded, `//` as one slash, `.` and `..` walked (S, R).
 * Undefined where it takes none: a `%` without two hex digits, a zero byte, a step above the root.
 * One character for each byte.
 */
export const nginxUri = (path: string): string | undefined => {
  if (!/[%#]|\/[./]/.test(path)) return path
  const decoded = decode(path)
  if (decoded === undefined) return undefined
  const walked: string[] = []
  const segments = decoded.split('/').slice(1)
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    if (segment === '..') {
      if (walked.pop() === undefined) return undefined
      if (isLast) walked.push('')
    } else if (segment === '.' || segment === '') {
      if (isLast) walked.push('')
    } else walked.push(segment)
  }
  return `/${walked.join('/')}`
}

const decode = (path: string): string | undefined => {
  let text = ''
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at)
    if (character === '#') return text
    if (character !== '%') {
      text += character
      continue
    }
    const digits = path.slice(at + 1, at + 3)
    if (!/^[0-9a-fA-F]{2}$/.test(digits) || digits === '00') return undefined
    text += String.fromCharCode(Number.parseInt(digits, 16))
    at += 2
  }
  return text
}
