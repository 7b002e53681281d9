import type { Charset } from './formats.ts'
import { parseList, skipSpace, tokenEnd, type ParseAt } from './header-scanner.ts'

interface Wanted {
  readonly name: string
  readonly quality: number
}

/** The best of Accept-Charset that Web API has; undefined leaves it to the request's own charset. */
export const negotiateCharset = (header: string): Charset | undefined => {
  if (header === '') return undefined
  const wanted = [...parseList(header, charsetAt)].sort(
    (a, b) => b.quality - a.quality || Number(a.name === '*') - Number(b.name === '*'),
  )
  for (const { name, quality } of wanted) {
    if (quality === 0) continue
    if (name === 'utf-8' || name === '*') return 'utf-8'
    if (name === 'utf-16') return 'utf-16'
  }
  return undefined
}

/** `utf-16;q=0.8`; unlike in Accept, a q out of 0 to 1 spoils the header (S). */
const charsetAt: ParseAt<Wanted> = (text, start) => {
  const end = tokenEnd(text, start)
  if (end === start) return undefined
  const name = text.slice(start, end).toLowerCase()
  const semicolon = skipSpace(text, end)
  if (text.charAt(semicolon) !== ';') return { value: { name, quality: 1 }, end: semicolon }
  QUALITY.lastIndex = semicolon + 1
  const match = QUALITY.exec(text)
  const quality = Number(match?.[1])
  if (match === null || quality > 1) return undefined
  return { value: { name, quality }, end: QUALITY.lastIndex }
}

const QUALITY = /[ \t]*q[ \t]*=[ \t]*([0-9]+(?:\.[0-9]*)?)/iy
