import { XMLParser } from 'fast-xml-parser'

type Json = Readonly<Record<string, unknown>>

interface Element {
  readonly name: string
  readonly prefix: string
  readonly namespace: string
  readonly isNil: boolean
  readonly text: string
  readonly children: readonly Element[]
}

interface XmlObject {
  readonly name?: string
  readonly namespace?: string
  readonly prefix?: string
  readonly wrapped?: boolean
}

/**
 * The value of an XML answer as a schema's XML Objects describe it: names, prefixes, namespaces, order.
 * Throws an Error where they are others.
 */
export const decodeXml = (text: string, schema: Json, document: Json): unknown => {
  const root = rootOf(text)
  const shapes = (schema['anyOf'] ?? [schema]) as readonly Json[]
  const fit = shapes
    .map((shape) => resolved(shape, document))
    .find((shape) => xmlOf(shape).name === root.name)
  if (fit === undefined) throw new Error(`No shape has the root ${root.name}.`)
  expectName(root, xmlOf(fit))
  return decode(root, fit, document)
}

const xmlOf = (schema: Json): XmlObject => schema['xml'] ?? {}

const resolved = (schema: Json, document: Json): Json => {
  const { $ref: ref } = schema
  if (typeof ref !== 'string') return schema
  return ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Json)[key], document) as Json
}

const expectName = (element: Element, xml: XmlObject): void => {
  const { name, namespace = '', prefix = '' } = xml
  const [is, wanted] = [
    [element.prefix, element.name, element.namespace],
    [prefix, name, namespace],
  ].map((parts) => parts.join(' '))
  if (is !== wanted) throw new Error(`The element is ${is ?? ''}, the schema says ${wanted ?? ''}.`)
}

const decode = (element: Element, given: Json, document: Json): unknown => {
  if (element.isNil) return null
  const schema = resolved(given, document)
  const [alternative] = (schema['anyOf'] ?? []) as readonly Json[]
  if (alternative !== undefined) return decode(element, alternative, document)
  const types = [schema['type']].flat()
  if (types.includes('object')) return decodeObject(element, schema, document)
  if (types.includes('array')) return decodeList(element, schema, document)
  const names = schema['x-enum-varnames'] as readonly string[] | undefined
  if (names !== undefined) return (schema['enum'] as readonly number[])[names.indexOf(element.text)]
  if (types.includes('integer') || types.includes('number')) return Number(element.text)
  return types.includes('boolean') ? element.text === 'true' : element.text
}

const decodeObject = (element: Element, schema: Json, document: Json): unknown => {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>)
  const order = schema['x-xml-order'] as readonly string[] | undefined
  const names = element.children.map(({ name }) => name)
  if (order !== undefined && names.join() !== order.join())
    throw new Error(`The members are ${names.join()}, the schema says ${order.join()}.`)
  return Object.fromEntries(
    element.children.map((child) => {
      const found = properties.find(([key, one]) => (xmlOf(one).name ?? key) === child.name)
      const extra = schema['additionalProperties'] as Json | undefined
      if (found === undefined && extra === undefined)
        throw new Error(`The schema has no ${child.name}.`)
      const [key, member] = found ?? [child.name, extra ?? {}]
      if (schema['x-xml-order'] !== undefined) expectName(child, xmlOf(member))
      return [key, decode(child, member, document)]
    }),
  )
}

const decodeList = (element: Element, schema: Json, document: Json): unknown => {
  const items = (schema['items'] ?? {}) as Json
  if (xmlOf(schema).wrapped !== true) return [decode(element, items, document)]
  return element.children.map((child) => {
    expectName(child, { prefix: '', ...xmlOf(resolved(items, document)) })
    return decode(child, items, document)
  })
}

type Parsed = Readonly<Record<string, unknown>>
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
})

const rootOf = (text: string): Element => {
  const [root] = (parser.parse(text) as readonly Parsed[]).map((one) => elementOf(one, new Map()))
  if (root === undefined) throw new Error('There is no element.')
  return root
}

const elementOf = (parsed: Parsed, outer: ReadonlyMap<string, string>): Element => {
  const tag = Object.keys(parsed).find((key) => key !== ':@') ?? ''
  const attributes = Object.entries((parsed[':@'] ?? {}) as Readonly<Record<string, string>>)
  const scope = new Map([
    ...outer,
    ...attributes.flatMap(([name, value]): readonly (readonly [string, string])[] =>
      name === 'xmlns' ? [['', value]] : name.startsWith('xmlns:') ? [[name.slice(6), value]] : [],
    ),
  ])
  const [local = '', prefix = ''] = tag.split(':').reverse()
  const content = parsed[tag] as readonly Parsed[]
  return {
    name: local,
    prefix,
    namespace: scope.get(prefix) ?? '',
    isNil: attributes.some(([name, value]) => name === 'i:nil' && value === 'true'),
    text: content.map((one) => (typeof one['#text'] === 'string' ? one['#text'] : '')).join(''),
    children: content.filter((one) => !('#text' in one)).map((one) => elementOf(one, scope)),
  }
}
