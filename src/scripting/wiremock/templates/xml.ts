import { GivenUp, MOST_MS, withBudget } from '../../matchers/budget.ts'
import { checkXPath, evaluateXPath } from '../../xml/evaluate-xpath.ts'
import { parseXPath } from '../../xml/parse-xpath.ts'
import { readXml as read } from '../../xml/read-xml.ts'
import type { XmlNode } from '../../xml/xml-node.ts'
import type { XPathValue } from '../../xml/xpath-functions.ts'

/** Longest document that is read for a template. */
const LONGEST = 1_048_576

/** The document in a text; undefined where it is none. */
export const readXml = (text: string): XmlNode | undefined =>
  text.length > LONGEST ? undefined : read(text, { namespaces: false, comments: true })

/** Names are of any namespace. Throws an Error for a path that cannot be read, or takes too long. */
export const findXml = (document: XmlNode, expression: string): XPathValue => {
  const path = parseXPath(expression)
  checkXPath(path, undefined)
  try {
    return withBudget(MOST_MS, () => evaluateXPath(path, document, undefined)).made
  } catch (error) {
    if (error instanceof GivenUp) throw new Error('it takes too long', { cause: error })
    throw error
  }
}
