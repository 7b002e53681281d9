import { decodeUtf8 } from './decode-utf8.ts'

/**
 * `WebUtility.UrlDecode`: `+` is a space, runs of `%XX` are UTF-8 with U+FFFD for what is not, and
 * a `%` that begins no escape stays (docs/spec/aspnet-webapi.md#form-bodies).
 */
export const urlDecode = (text: string): string => {
  if (!text.includes('%')) return text.includes('+') ? text.replaceAll('+', ' ') : text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced.replace(ASCII_RUN, decodeRun)
  }
}

/** Unescaped ASCII beside an escape is decoded with it: bytes of one run must not be torn apart. */
const ASCII_RUN = /%[0-9a-f]{2}[\0-\x7f]*/gi

const decodeRun = (run: string): string => {
  const bytes = Buffer.alloc(run.length)
  let length = 0
  for (let at = 0; at < run.length; at++) {
    const code = run.charCodeAt(at) === PERCENT ? escapedByte(run, at) : undefined
    bytes[length++] = code ?? run.charCodeAt(at)
    if (code !== undefined) at += 2
  }
  return decodeUtf8(bytes.subarray(0, length))
}

const PERCENT = 0x25

const escapedByte = (text: string, at: number): number | undefined => {
  const digits = text.slice(at + 1, at + 3)
  return /^[0-9a-f]{2}$/i.test(digits) ? parseInt(digits, 16) : undefined
}
