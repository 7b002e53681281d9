import { createRequire } from 'node:module'

// Loaded with the first malformed body: nobody else needs it, and start-up is measured in milliseconds.
// Its version 4, which is kept up: a sixth of 5 on the disk, where the validator is a package of its own.
const load = createRequire(import.meta.url)
const parser = () => load('fast-xml-parser') as typeof import('fast-xml-parser')

/** Longer bodies are not worth a second reading. */
const LONGEST = 65_536

/**
 * What an ordinary parser says of XML that .NET refused: where it is malformed, or that it is not and
 * only XmlDictionaryReader minds (a DTD, a processing instruction, an encoding). Undefined: no idea.
 */
export const explainSyntax = (body: Buffer): string | undefined => {
  if (body.length > LONGEST) return undefined
  const valid = parser().XMLValidator.validate(body.toString('utf8'))
  return valid === true ? 'other parsers may take it, this one does not' : sentenceOf(valid.err)
}

/** Where it does not know, it is the first place; its lists span lines. */
const sentenceOf = ({ msg, line = 1, col = 1 }: { msg: string; line?: number; col?: number }) =>
  `line ${line}, column ${col}: ${msg.replace(/\.$/, '').replace(/\s+/g, ' ')}`
