import { createRequire } from 'node:module'
import type { AnswerMember, AnswerNode, ReadAnswer } from '../../../core/dialect.ts'

const load = createRequire(import.meta.url)

/**
 * Loads fast-xml-parser on first use, so that a start does not wait for it. The package is version 4,
 * which is still maintained: version 5 needs six times the space on the disk.
 */
export const ordinaryParser = () => load('fast-xml-parser') as typeof import('fast-xml-parser')

/** Maximum depth of an answer. No answer of the documented APIs has ten levels. */
const DEEPEST = 200

/** A node as fast-xml-parser returns it with `preserveOrder`: one element, or one text. */
type Parsed = Readonly<Record<string, unknown>>

/**
 * Reads an answer in XML for a comparison: elements in their order, attributes by `@name`, texts as
 * they are written, entities included. Returns undefined if the XML is malformed or too deep, or if a
 * text is not found in it as the parser read it.
 */
export const readXmlAnswer: ReadAnswer = (text) => {
  const { XMLParser, XMLValidator } = ordinaryParser()
  if (!text.includes('<') || XMLValidator.validate(text) !== true) return undefined
  const parsed = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
  }).parse(text) as readonly Parsed[]
  try {
    return { kind: 'object', members: membersOf(parsed, finder(text), 0) }
  } catch {
    return undefined
  }
}

/** Finds the position of a text that the parser has read. The calls must follow the order of the document. */
type Find = (before: string, text: string, after: string) => { start: number; end: number }

const finder = (text: string): Find => {
  let at = 0
  return (before, wanted, after) => {
    const found = text.indexOf(`${before}${wanted}${after}`, at)
    if (found < 0) throw new RangeError('not found')
    const start = found + before.length
    at = start + wanted.length
    return { start, end: at }
  }
}

const membersOf = (children: readonly Parsed[], find: Find, depth: number): AnswerMember[] => {
  if (depth > DEEPEST) throw new RangeError('too deep')
  return children.flatMap((child) => {
    const [name] = Object.keys(child).filter((key) => key !== ':@')
    if (name === undefined || name === '#text') return []
    return [{ name, node: elementOf(child, name, find, depth) }]
  })
}

const elementOf = (element: Parsed, name: string, find: Find, depth: number): AnswerNode => {
  const given = Object.entries((element[':@'] ?? {}) as Readonly<Record<string, string>>)
  const attributes = given.map(([attribute, value]): AnswerMember => {
    const span = find(`${attribute.slice(1)}="`, value, '"')
    return { name: attribute, node: { kind: 'string', text: value, ...span } }
  })
  const children = element[name] as readonly Parsed[]
  const members = membersOf(children, find, depth + 1)
  if (members.length > 0) return { kind: 'object', members: [...attributes, ...members] }
  if (given.some(([attribute, value]) => /^@(\w+:)?nil$/.test(attribute) && value === 'true'))
    return { kind: 'null', text: 'null', start: 0, end: 0 }
  const text = children.map((child) => textOf(child['#text'])).join('')
  const span = text === '' ? { start: 0, end: 0 } : find('>', text, '<')
  const leaf = { kind: 'string', text, ...span } as const
  if (attributes.length === 0) return leaf
  const own = text === '' ? [] : [{ name: '#text', node: leaf }]
  return { kind: 'object', members: [...attributes, ...own] }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
