import { checkXPath, evaluateXPath } from '../../../xml/evaluate-xpath.ts'
import { parseXPath } from '../../../xml/parse-xpath.ts'
import { readXml as read } from '../../../xml/read-xml.ts'
import { nodeText, textContent, printXml, type XmlNode } from '../../../xml/xml-node.ts'
import type { XPathValue } from '../../../xml/xpath-functions.ts'
import { TooLong, type Budget, type Helper, type Options } from '../render.ts'
import { textOf } from '../text-of.ts'
import { Dict, List, Thing, type Value } from '../values.ts'
import { layoutGiven } from './json.ts'
import { needString, param, refused } from './given.ts'

/** The most characters of a document. */
const LONGEST_DOCUMENT = 1_048_576

/** Reads a document. Returns undefined if the text is not well-formed XML, or too long. */
const readXml = (text: string): XmlNode | undefined =>
  text.length > LONGEST_DOCUMENT ? undefined : read(text, { namespaces: false, comments: true })

/** Evaluates an XPath. Its names match in any namespace. Throws an Error if the path cannot be read. */
const findXml = (document: XmlNode, expression: string, { timed }: Budget): XPathValue => {
  const path = timed(() => parseXPath(expression))
  checkXPath(path, undefined)
  return timed(() => evaluateXPath(path, document, undefined))
}

const xPath =
  (prefix: string): Helper =>
  (value, options) => {
    const text = value === null ? 'null' : textOf(value)
    const path = param(options, 0)
    if (path === null) return refused('The XPath expression cannot be empty', options)
    const expression = needString(path, 'the XPath')
    options.budget.need(text.length)
    const document = readXml(text)
    if (document === undefined) return refused(`${text} is not valid XML`, options)
    const found = searched(document, prefix + expression, options)
    if (found === undefined)
      return refused(`${expression} is not a valid XPath expression`, options)
    if (!Array.isArray(found))
      return new List([primitive(found as string | number | boolean)], 'first')
    const nodes = found as readonly XmlNode[]
    return nodes.length === 0 ? '' : new List(nodes.map(thingOf), 'first')
  }

/** The most characters of an XPath. */
const LONGEST_PATH = 10_000

/** Evaluates an XPath. Returns undefined if it cannot be read. An undeclared prefix finds nothing. */
const searched = (document: XmlNode, expression: string, { budget }: Options) => {
  if (expression === '' || expression.length > LONGEST_PATH) return undefined
  budget.step()
  try {
    return findXml(document, expression, budget)
  } catch (error) {
    if (error instanceof TooLong) throw error
    return /Cannot resolve QName|namespace|prefix/i.test((error as Error).message) ? [] : undefined
  }
}

/** Wraps a value that is no node. Numbers have at most three decimals, as in Java's `NumberFormat`. */
const primitive = (value: string | number | boolean): Value => {
  const text =
    typeof value === 'number'
      ? value.toLocaleString('en', { maximumFractionDigits: 3 })
      : String(value)
  return new Thing(() => text)
}

const thingOf = (node: XmlNode): Value =>
  new Thing(() => shown(node), {
    text: () => textContent(node),
    name: () => node.name,
    attributes: () => new Dict(new Map(node.attributes.map(({ name, value }) => [name, value]))),
  })

const shown = (node: XmlNode): string => (node.kind === 'instruction' ? node.value : nodeText(node))

const formatXml: Helper = (value, options) => {
  const given = layoutGiven('formatXml', 'XML', value, options)
  if (typeof given === 'string') return given
  options.budget.need(given.text.length)
  const document = readXml(given.text)
  if (document === undefined) return refused('Input is not valid XML', options)
  return printXml(document, given.compact)
}

/** WireMock's helpers for XML. */
export const xmlHelpers: Readonly<Record<string, Helper>> = {
  xPath: xPath(''),
  soapXPath: xPath('/Envelope/Body/'),
  formatXml,
}
