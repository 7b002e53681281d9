import { createRequire } from 'node:module'
import type { AnswerMember, AnswerNode, ReadAnswer } from '../../../core/dialect.ts'

const load = createRequire(import.meta.url)

/**
 * fast-xml-parser, loaded when it is first needed, so that a start does not wait for it. Version 4,
 * which is still maintained: version 5 needs six times the space on the disk.
 */
export const ordinaryParser = () => load('fast-xml-parser') as typeof import('fast-xml-parser')

/** Levels that are followed; no answer of the documented APIs has ten. */
const DEEPEST = 200

/** What fast-xml-parser gives with `preserveOrder`: one element, or one text. */
type Parsed = Readonly<Record<string, unknown>>

/**
 * Reads an answer in XML for a comparison: elements in their order, attributes by `@name`, texts as
 * they are written, entities included. Undefined for what is malformed.
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

/** Finds, one after the other, where texts stand that the parser has read. */
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
