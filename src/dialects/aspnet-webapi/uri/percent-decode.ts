/** How System.Uri decodes: which characters it dares to show (S). */
export interface Daring {
  /** Whether an escaped ASCII character is shown. */
  readonly ascii: (code: number) => boolean
  /** Whether an escaped character beyond ASCII is shown. */
  readonly unicode: (code: number) => boolean
  /** What a `%` that begins no escape becomes. */
  readonly percent: string
}

/** Replaces the escapes that `daring` lets be shown; what is not UTF-8 stays escaped. */
export const percentDecode = (text: string, daring: Daring): string =>
  text.includes('%')
    ? text.replace(/(?:%[0-9a-f]{2})+|%/gi, (run) =>
        run === '%' ? daring.percent : decodeRun(run, daring),
      )
    : text

const decodeRun = (run: string, daring: Daring): string => {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
  let decoded = ''
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0
    const length = sequenceLength(lead)
    const escaped = run.slice(at * 3, (at + length) * 3)
    const code = length === 1 ? lead : codePointOf(bytes.subarray(at, at + length))
    if (code === undefined) {
      decoded += run.slice(at * 3, at * 3 + 3).toUpperCase()
      at += 1
      continue
    }
    if (code < 0x80) decoded += daring.ascii(code) ? String.fromCharCode(code) : escaped
    else if (!isBidiControl(code))
      decoded += daring.unicode(code) ? String.fromCodePoint(code) : escaped.toUpperCase()
    at += length
  }
  return decoded
}

/** `Uri.IsBidiControlCharacter`: these are dropped (S). */
const isBidiControl = (code: number): boolean =>
  code === 0x200e || code === 0x200f || (code >= 0x202a && code <= 0x202e)

const sequenceLength = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4

/** The character that these bytes are, all of them; undefined where they are none. */
const codePointOf = (bytes: Buffer): number | undefined => {
  const text = bytes.toString('utf8')
  const code = text.codePointAt(0) ?? 0xfffd
  return code === 0xfffd || String.fromCodePoint(code) !== text ? undefined : code
}
