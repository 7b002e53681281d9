import { createRequire } from 'node:module'

type FastXmlParser = typeof import('fast-xml-parser')

// Loaded with the first malformed body: nobody else needs it, and start-up is measured in milliseconds.
let loaded: FastXmlParser | undefined
const parser = (): FastXmlParser =>
  (loaded ??= createRequire(import.meta.url)('fast-xml-parser') as FastXmlParser)

/** Longer bodies are not worth a second reading. */
const LONGEST = 65_536

/**
 * What an ordinary parser says of XML that .NET refused: where it is malformed, or that it is not and
 * only XmlDictionaryReader minds (a DTD, a processing instruction, an encoding). Undefined: no idea.
 */
export const explainSyntax = (body: Buffer): string | undefined => {
  if (body.length > LONGEST) return undefined
  const { XMLParser } = parser()
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is another package, which a hint is not worth
    new XMLParser({ processEntities: false }).parse(body.toString('utf8'), true)
    return 'other parsers may take it, this one does not'
  } catch (error) {
    return sentenceOf((error as Error).message)
  }
}

/** The parser says `Unclosed tag 'a'.:1:1`, or `:undefined` where it does not know; its lists span lines. */
const sentenceOf = (message: string): string => {
  const [, what = message, line, column] =
    /^(.*?)\.?:(\d+|undefined):(\d+|undefined)$/s.exec(message) ?? []
  const where = `line ${known(line)}, column ${known(column)}`
  return `${where}: ${what.replace(/\s+/g, ' ')}`
}

const known = (place = 'undefined'): string => (place === 'undefined' ? '1' : place)
