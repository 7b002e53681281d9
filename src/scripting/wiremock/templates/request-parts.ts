import type { WireRequest } from '../../../core/wire.ts'
import { Dict, List, Thing, type Value } from './values.ts'

/** Most parts of a body that a template sees. */
const MOST = 1_000

/** The parts of a multipart body by their names; those without one are `part-0`, `part-1` …. */
export const requestParts = ({ headers, body }: WireRequest): ReadonlyMap<string, Value> => {
  const type = headers['content-type'] ?? ''
  const [, quoted, plain] = /^multipart\/.*\bboundary=(?:"([^"]+)"|([^\s;]+))/is.exec(type) ?? []
  const boundary = quoted ?? plain
  const found = new Map<string, Value>()
  if (boundary === undefined) return found
  const text = body.toString('latin1')
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1, MOST + 1)
  let nameless = 0
  for (const piece of pieces) {
    if (piece.startsWith('--')) break
    const start = piece.indexOf('\r\n\r\n')
    if (start < 0) continue
    const lines = piece
      .slice(0, start)
      .split('\r\n')
      .filter((line) => line.includes(':'))
    const fields = new Map<string, string>(
      lines.map((line) => {
        const at = line.indexOf(':')
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
      }),
    )
    const disposition = [...fields].find(
      ([name]) => name.toLowerCase() === 'content-disposition',
    )?.[1]
    const name = /\bname="([^"]*)"/.exec(disposition ?? '')?.[1] ?? `part-${nameless++}`
    found.set(name, partOf(name, fields, Buffer.from(piece.slice(start + 4), 'latin1')))
  }
  return found
}

const partOf = (name: string, fields: ReadonlyMap<string, string>, body: Buffer): Value => {
  const headers = new Dict(
    new Map([...fields].map(([field, value]) => [field, new List([value], 'first')])),
    'java',
    true,
  )
  const text = (): string => body.toString('utf8')
  return new Thing(
    () => `[name='${name}', headers={}, body=${text()}]`,
    {
      name: () => name,
      headers: () => headers,
      body: text,
      bodyAsBase64: () => body.toString('base64'),
      binary: () => false,
      isBinary: () => false,
    },
    true,
  )
}
