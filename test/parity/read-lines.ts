import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Returns the lines of a `.jsonl` file, which may be compressed by gzip. Skips blank lines. */
export const readLines = (file: string | URL): readonly string[] => {
  const bytes = readFileSync(file)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').filter((line) => line.trim() !== '')
}
