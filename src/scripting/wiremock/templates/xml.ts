import { checkXPath, evaluateXPath } from '../../xml/evaluate-xpath.ts'
import { parseXPath } from '../../xml/parse-xpath.ts'
import { readXml as read } from '../../xml/read-xml.ts'
import type { XmlNode } from '../../xml/xml-node.ts'
import type { XPathValue } from '../../xml/xpath-functions.ts'
import type { Budget } from './render.ts'

/** Longest document that is read for a template. */
const LONGEST = 1_048_576

/** The document in a text; undefined where it is none. */
export const readXml = (text: string): XmlNode | undefined =>
  text.length > LONGEST ? undefined : read(text, { namespaces: false, comments: true })

/** Names are of any namespace. Throws an Error for a path that cannot be read. */
export const findXml = (document: XmlNode, expression: string, { timed }: Budget): XPathValue => {
  const path = timed(() => parseXPath(expression))
  checkXPath(path, undefined)
  return timed(() => evaluateXPath(path, document, undefined))
}
