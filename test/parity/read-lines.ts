import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The lines of a `.jsonl` file, or of one that gzip made of it. */
export const readLines = (file: string | URL): readonly string[] => {
  const bytes = readFileSync(file)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').filter((line) => line.trim() !== '')
}
