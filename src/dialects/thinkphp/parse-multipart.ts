import { fromByteChars } from './byte-text.ts'
import { emptyArray, type PhpArray } from './php-value.ts'
import { createVariableTable, type AddVariable, type VariableBounds } from './register-variable.ts'

/** The fields of a multipart body; files are not parameters (S: rfc1867). */
export const parseMultipart = (
  contentType: string,
  body: Buffer,
  bounds?: VariableBounds,
): PhpArray => {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) return emptyArray
  const chars = body.toString('latin1')
  const delimiter = `--${boundary}`
  const table = createVariableTable(bounds)
  let at = chars.startsWith(delimiter) ? 0 : after(chars.indexOf(`\n${delimiter}`), 1)
  while (at >= 0 && !chars.startsWith('--', at + delimiter.length)) {
    const head = after(chars.indexOf('\n', at + delimiter.length), 1)
    if (head < 0) break
    const next = chars.indexOf(`\n${delimiter}`, head - 1)
    const part = chars.slice(head, next < 0 ? chars.length : next)
    if (!addPart(table.add, next < 0 ? part : part.replace(/\r$/, ''))) break
    at = after(next, 1)
  }
  return table.variables
}

const after = (index: number, by: number): number => (index < 0 ? -1 : index + by)

const boundaryOf = (contentType: string): string | undefined => {
  const found = /boundary\s*=\s*(?:"([^"]*)"|([^,;]*))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]?.trim()
  return boundary === '' ? undefined : boundary
}

const addPart = (add: AddVariable, part: string): boolean => {
  const blank = part.startsWith('\r\n') ? null : /\r?\n\r?\n/.exec(part)
  if (blank === null) return true
  const disposition = /^content-disposition:([^\n]*)/im.exec(part.slice(0, blank.index))?.[1] ?? ''
  const name = nameParameter.exec(disposition)
  if (name === null || isFile.test(disposition)) return true
  const text = name[1]?.replace(/\\(["\\])/g, '$1') ?? name[2] ?? ''
  return add(fromByteChars(text), fromByteChars(part.slice(blank.index + blank[0].length)))
}

const nameParameter = /;\s*name=(?:"((?:\\.|[^"\\])*)"|([^;\s]*))/i
const isFile = /;\s*filename=/i
