import { readFileSync } from 'node:fs'

/** A document's own text, by its number. */
export const readDocument = (number: string): string =>
  readFileSync(new URL(`../documents/${number}.txt`, import.meta.url), 'utf8').replaceAll(
    '\r\n',
    '\n',
  )

/** What a help page shows under each `Sample:`, in order, without the blank lines around. */
export const helpPageSamples = (document: string): readonly string[] => {
  const samples: string[][] = []
  let open: string[] | undefined
  for (const line of document.split('\n')) {
    if (line === 'Sample:') samples.push((open = []))
    else if (/^(application\/|text\/|Response |响应信息)/.test(line)) open = undefined
    else open?.push(line)
  }
  return samples.map((lines) => lines.join('\n').trim())
}

/** Lines without their indentation: some documents have lost theirs. */
export const trimmedLines = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.trim())
