import { percentDecode, type Daring } from './percent-decode.ts'

/** The path as System.Uri keeps it: bytes beyond ASCII as UTF-8, `\` as `/`, dot segments resolved (S). */
export const canonicalPath = (path: string): string => {
  const text = /[\x80-\xff]/.test(path) ? Buffer.from(path, 'latin1').toString('utf8') : path
  const slashed = text.replaceAll('\\', '/')
  return /\/(?:\.|%2e)/i.test(slashed) ? withoutDots(slashed) : slashed
}

/** The path that routes are matched against: every escape decoded, `%2F` too (S). */
export const routePath = (path: string): string => percentDecode(canonicalPath(path), everything)

const everything: Daring = { ascii: () => true, unicode: () => true, percent: '%' }

const withoutDots = (path: string): string => {
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  segments.forEach((segment, index) => {
    const dots = segment.replace(/%2e/gi, '.')
    const isDots = dots === '.' || dots === '..'
    if (dots === '..') kept.pop()
    if (!isDots) kept.push(segment)
    else if (index === segments.length - 1) kept.push('')
  })
  return `/${kept.join('/')}`
}
