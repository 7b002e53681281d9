/**
 * Returns bytes in readable form: as UTF-8 or UTF-16 if they are that, with escapes for invisible characters.
 */
export const showBytes = (bytes: Buffer, most = 1500): string => {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = isUtf16 ? bytes.toString('utf16le') : bytes.toString('utf8')
  const isText = isUtf16 || !text.includes('\ufffd') || bytes.includes(Buffer.from('\ufffd'))
  const shown = isText ? text : bytes.toString('latin1')
  const escaped = shown.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const label = isUtf16 ? '(utf-16) ' : isText ? '' : '(not utf-8) '
  return (
    label + (escaped.length > most ? `${escaped.slice(0, most)}… (${bytes.length} bytes)` : escaped)
  )
}

/** Returns where two byte strings begin to differ, with an excerpt of both. */
export const showParting = (expected: Buffer, actual: Buffer): string => {
  let at = 0
  while (at < expected.length && at < actual.length && expected[at] === actual[at]) at++
  const from = Math.max(0, at - 40)
  const cut = (bytes: Buffer) => showBytes(bytes.subarray(from, at + 80), 400)
  return `first differs at byte ${at}\n      expected …${cut(expected)}\n      actual   …${cut(actual)}`
}
