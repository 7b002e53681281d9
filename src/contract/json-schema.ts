import type { Api, Operation } from '../core/api.ts'
import type { XmlContent, XmlContract, XmlName } from '../core/dialect.ts'
import type { EnumField, Field, Shape } from '../core/schema.ts'

/** A part of a JSON Schema or of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>

/** Returns a valid name of a component: OpenAPI allows only letters, digits and `_.-`. */
const componentName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]+/g, '_')

/**
 * Returns the schema of an XML body with one of these shapes. An OpenAPI document in JSON gives an XML
 * example as text, so the schema also allows a text.
 */
export const xmlSchema = (shapes: readonly Json[]): Json => ({
  anyOf: [...shapes, { type: 'string', description: 'The document as text' }],
})

/** Collects the schemas of shapes for `components.schemas`. The dialect decides how values are written. */
export interface Schemas {
  /** Returns all schemas that were referred to, by name. */
  readonly components: () => Json
  /** Returns a reference to the operation's request or response. */
  readonly refTo: (
    api: Api,
    operation: Operation,
    side: 'request' | 'response',
    /** The fields to include. Default: all. */
    fields?: Shape['fields'],
  ) => Json
  /** Returns a reference to the refusals of an API's framework. `values` are answers with such refusals. */
  readonly refusal: (api: Api, values: readonly object[]) => Json
  /** Returns the schema of a single value that is sent as text, in a query, a header or a form. */
  readonly textSchema: (field: Field) => Json
}

/** The settings that all shapes of a message share. */
interface Speech {
  readonly api: string
  readonly dialect: string
  /** Every member is written, even if its value is null. */
  readonly isWhole: boolean
}

export const createSchemas = (): Schemas => {
  const components = new Map<string, Json>()

  const refusals = new Map<string, { readonly hasXml: boolean; readonly values: object[] }>()

  const named = (name: string, make: () => Json): Json => {
    const fit = componentName(name)
    if (!components.has(fit)) {
      // Registered before its members are described, because a member may refer to it.
      components.set(fit, {})
      components.set(fit, make())
    }
    return { $ref: `#/components/schemas/${fit}` }
  }

  const shapeRef = (shape: Shape, speech: Speech, xml: XmlContract | undefined): Json =>
    named(`${speech.api}.${shape.name}`, () => shapeSchema(shape, speech, xml))

  const shapeSchema = (shape: Shape, speech: Speech, xml: XmlContract | undefined): Json => {
    const entries = Object.entries(shape.fields)
    const members = new Map(xml?.members.map((member) => [member.key, member]))
    const always = entries.filter(([, { required }]) => speech.isWhole || required === true)
    // An operation beyond the documents declares no fields: any members are allowed.
    if (entries.length === 0) return { type: 'object', additionalProperties: true }
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([name, field]) => {
          const member = members.get(name)
          const schema = fieldSchema(field, speech, member?.content)
          return [
            name,
            member === undefined ? schema : { ...schema, xml: xmlObject(member, field) },
          ]
        }),
      ),
      ...(always.length === 0 ? {} : { required: always.map(([name]) => name) }),
      ...(xml === undefined
        ? {}
        : { xml: nameObject(xml), 'x-xml-order': xml.members.map(({ name }) => name) }),
    }
  }

  const fieldSchema = (field: Field, speech: Speech, xml?: XmlContent): Json => {
    const schema = kindSchema(field, speech, xml)
    return field.about === undefined || schema['description'] !== undefined
      ? schema
      : { ...schema, description: field.about }
  }

  const kindSchema = (field: Field, speech: Speech, xml: XmlContent | undefined): Json => {
    const isClr = speech.dialect === 'aspnet-webapi'
    switch (field.kind) {
      case 'string':
        // PHP prints a number if the database column holds one.
        return {
          type: speech.dialect === 'thinkphp' ? ['string', 'integer', 'null'] : ['string', 'null'],
        }
      case 'integer':
        return { type: isClr ? 'integer' : ['integer', 'null'] }
      case 'decimal':
        return { type: isClr ? 'number' : ['number', 'null'] }
      case 'boolean':
        return { type: isClr ? 'boolean' : ['boolean', 'null'] }
      case 'dateTime':
        return { type: isClr ? 'string' : ['string', 'null'] }
      case 'enum':
        return enumSchema(field)
      case 'list':
        return { type: ['array', 'null'], items: itemSchema(field.of, speech, xml) }
      case 'map':
        return { type: 'object', additionalProperties: fieldSchema(field.of, speech) }
      case 'object': {
        const none: readonly Json[] =
          speech.dialect === 'thinkphp'
            ? [{ type: 'string' }, { type: 'integer' }, { type: 'array', items: {} }]
            : []
        return { anyOf: [shapeRef(field.of, speech, xml?.object), ...none, { type: 'null' }] }
      }
    }
  }

  const itemSchema = (field: Field, speech: Speech, xml: XmlContent | undefined): Json => {
    const item = xml?.item
    // Items are never null: a null item would be written as `i:nil`, and no list here has one.
    if (field.kind === 'object') return shapeRef(field.of, speech, item?.content?.object)
    const schema = fieldSchema(field, speech, item?.content)
    return item === undefined ? schema : { ...schema, xml: nameObject(item) }
  }

  return {
    components: () => ({
      ...Object.fromEntries(components),
      ...Object.fromEntries(
        [...refusals].map(([name, { hasXml, values }]) => [
          name,
          { ...schemaOfValues(values), ...(hasXml ? { xml: { name: 'Error' } } : {}) },
        ]),
      ),
    }),
    refusal: ({ dialect }, values) => {
      const name = componentName(`${dialect.name}.Refusal`)
      const known = refusals.get(name) ?? { hasXml: dialect.xml !== undefined, values: [] }
      known.values.push(...values)
      refusals.set(name, known)
      return { $ref: `#/components/schemas/${name}` }
    },
    refTo: (api, operation, side, fields) => {
      const whole = operation[side]
      const shape = fields === undefined ? whole : { ...whole, fields }
      const { name: dialect } = api.dialect
      const isWhole = side === 'response' && dialect === 'aspnet-webapi'
      return shapeRef(shape, { api: api.name, dialect, isWhole }, api.dialect.xml?.(shape))
    },
    textSchema: (field) => {
      const { description, ...schema } = fieldSchema(field, textual)
      const about = description === undefined ? {} : { description }
      const { type } = schema
      if (!Array.isArray(type)) return { ...schema, ...about }
      return { ...schema, type: (type as readonly string[])[0], ...about }
    },
  }
}

const textual: Speech = { api: '', dialect: '', isWhole: false }

/** JSON holds the enum's numbers, XML its names. */
const enumSchema = (field: EnumField): Json => {
  const members = Object.entries(field.members)
  const listed = members.map(([name, value]) => `${value}: ${name}`).join(', ')
  return {
    title: field.name,
    description: `${field.about ?? field.name} (${listed}; XML has the name)`,
    type: 'integer',
    enum: members.map(([, value]) => value),
    'x-enum-varnames': members.map(([name]) => name),
  }
}

const nameObject = ({ name, namespace, prefix }: XmlName): Json => ({
  name,
  namespace,
  ...(prefix === '' ? {} : { prefix }),
})

const xmlObject = (member: XmlName, field: Field): Json =>
  field.kind === 'list' ? { ...nameObject(member), wrapped: true } : nameObject(member)

/**
 * Derives a schema from example values: members of objects by name, and as required those that all values
 * have. An object inside a value is a table, because its keys are data.
 */
const schemaOfValues = (values: readonly object[]): Json => {
  const members = values.map((value) => new Map<string, unknown>(Object.entries(value)))
  const names = [...new Set(members.flatMap((one) => [...one.keys()]))]
  const required = names.filter((name) => members.every((one) => one.has(name)))
  return {
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        schemaOfAny(members.flatMap((one) => (one.has(name) ? [one.get(name)] : []))),
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
  }
}

const schemaOfAny = (values: readonly unknown[]): Json => {
  const types = [...new Set(values.map(typeName))]
  const items = values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : []))
  const entries = values.flatMap((value) =>
    typeName(value) === 'object' ? (Object.values(value as object) as readonly unknown[]) : [],
  )
  return {
    type: types.length === 1 ? types[0] : types,
    ...(types.includes('array') ? { items: items.length === 0 ? {} : schemaOfAny(items) } : {}),
    ...(entries.length === 0 ? {} : { additionalProperties: schemaOfAny(entries) }),
  }
}

const typeName = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
