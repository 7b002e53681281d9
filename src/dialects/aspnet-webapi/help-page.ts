import type { EnumField, Field, Instant, Shape } from '../../core/schema.ts'
import type { Reply } from '../../core/wire.ts'
import { bodyIn } from './respond.ts'

/**
 * Lays a reply out as a help page prints it: indented by 2, `\n`, no final newline
 * (docs/spec/aspnet-webapi.md#samples-of-the-help-page).
 */
export const documentLayout = (reply: Reply): Reply => {
  const text = textOf(reply.body)
  const indented = indentBy(contentTypeOf(reply), text)
  if (indented === undefined || indented === text) return reply
  return {
    ...reply,
    body: typeof reply.body === 'string' ? indented : bodyIn('utf-16', indented),
  }
}

const textOf = (body: string | Buffer): string => {
  if (typeof body === 'string') return body
  return body[0] === 0xff && body[1] === 0xfe ? body.toString('utf16le', 2) : body.toString('utf8')
}

const contentTypeOf = ({ headers }: Reply): string => {
  const value = headers.find(([name]) => name === 'Content-Type')?.[1]
  return typeof value === 'string' ? value : ''
}

const indentBy = (contentType: string, text: string): string | undefined => {
  if (/^(?:application|text)\/(?:json|javascript)/.test(contentType)) return indentJson(text)
  return /^(?:application|text)\/xml/.test(contentType) ? indentXml(text) : undefined
}

/**
 * Matches a whole string, a bracket or separator, or a run of other characters, such as a number or a
 * word.
 */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/gs

/**
 * Indents compact JSON by 2 as Json.NET's `Formatting.Indented` does. The function works on the text,
 * so that numbers such as 7.0 and the order of the members are kept.
 */
const indentJson = (json: string): string => {
  let indented = ''
  let depth = 0
  let previous = ''
  for (const [token] of json.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']'
    if (closes) depth--
    const opened = previous === '{' || previous === '['
    // An empty object or array stays on one line.
    if (opened !== closes || previous === ',') indented += `\n${indent(depth)}`
    indented += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
    previous = token
  }
  return indented
}

const XML_TOKEN = /<[^>]*>|[^<]+/g

/** Indents XML that has no white space between elements by 2, as `XDocument.ToString()` does. */
const indentXml = (xml: string): string => {
  const lines: string[] = []
  let depth = 0
  let open: string | undefined
  for (const [token] of xml.matchAll(XML_TOKEN)) {
    if (!token.startsWith('<')) {
      // Text stays on one line with the tags of its element.
      open = (open ?? '') + token
      continue
    }
    if (token.startsWith('</')) {
      depth--
      lines.push(indent(depth) + (open ?? '') + token)
      open = undefined
      continue
    }
    if (open !== undefined) lines.push(indent(depth - 1) + open)
    open = undefined
    if (token.endsWith('/>')) lines.push(indent(depth) + token)
    else {
      open = token
      depth++
    }
  }
  return lines.join('\n')
}

const indent = (depth: number): string => '  '.repeat(depth)

/**
 * Returns a sample of a type as the help page's ObjectGenerator makes it. Each object numbers its
 * properties from 1; enums, collections and complex types take no number. `decimal` stands for the
 * double that test/documents/001.txt shows. docs/spec/aspnet-webapi.md#samples-of-the-help-page (S).
 */
export const sampleOf = (shape: Shape, now: Instant): Record<string, unknown> => {
  const next = sampler(now)
  return Object.fromEntries(
    Object.entries(shape.fields).map(([name, field]) => [name, next(field)]),
  )
}

/**
 * Returns a function that makes sample values and numbers them from 1. Every object and every
 * collection uses a sampler of its own.
 */
const sampler = (now: Instant): ((field: Field) => unknown) => {
  let count = 0
  return (field) => {
    switch (field.kind) {
      case 'string':
        return `sample string ${++count}`
      case 'integer':
        return ++count
      case 'decimal':
        return `${++count}.1`
      case 'boolean':
        return ++count > 0
      case 'dateTime':
        count++
        return now
      case 'enum':
        return lowest(field)
      case 'object':
        return sampleOf(field.of, now)
      case 'list':
        return pair(field.of, now)
      case 'map':
        return null
    }
  }
}

/** Returns the two items of a sample list. Items of a simple type are numbered 1 and 2. */
const pair = (item: Field, now: Instant): readonly unknown[] => {
  const next = sampler(now)
  return [next(item), next(item)]
}

/** Returns the first member of an enum. `Enum.GetValues` sorts members by value, as unsigned numbers. */
const lowest = (field: EnumField): string | null =>
  Object.entries(field.members).sort(([, a], [, b]) => (a >>> 0) - (b >>> 0))[0]?.[0] ?? null
