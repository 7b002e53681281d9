import { readFileSync } from 'node:fs'

/** A fenced block of a documentation page. */
export interface DocBlock {
  /** `sh`, `js`, `yaml`, `text`. */
  readonly language: string
  /** What stands behind the language: a file name, `start`. */
  readonly label: string
  readonly text: string
  /** What it prints, where the page says so. */
  readonly output: string | undefined
  readonly line: number
}

const fence = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms

export const docBlocks = (page: URL): readonly DocBlock[] => {
  const source = readFileSync(page, 'utf8')
  const found = [...source.matchAll(fence)].map((match) => {
    const [whole, language = '', label = '', text = ''] = match
    const end = match.index + whole.length
    const line = source.slice(0, match.index).split('\n').length
    return { language, label, text, line, start: match.index, end }
  })
  return found.map(({ language, label, text, line, end }, at) => {
    const next = found[at + 1]
    const shown = next?.language === 'text' && source.slice(end, next.start).trim() === ''
    return { language, label, text, line, output: shown ? next.text : undefined }
  })
}
