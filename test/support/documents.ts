import { readFileSync } from 'node:fs'

/** Returns the text of a document by its number, with LF line ends. */
export const readDocument = (number: string): string =>
  readFileSync(new URL(`../documents/${number}.txt`, import.meta.url), 'utf8').replaceAll(
    '\r\n',
    '\n',
  )

/**
 * Returns the samples of a help page, which follow each `Sample:`, in order and without surrounding blank
 * lines.
 */
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

/** Returns lines without their indentation, which some documents have lost. */
export const trimmedLines = (text: string): readonly string[] =>
  text.split('\n').map((line) => line.trim())
