import type { Field, Shape } from '../core/schema.ts'

/** A part of a JSON Schema, or of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>

const CONTRACTS = 'http://schemas.datacontract.org/2004/07/'

/** A component's name: letters, digits and `_.-` only, as OpenAPI wants it. */
const componentName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]+/g, '_')

/** Gathers the schemas of shapes under `components.schemas`. `dialect` decides how values are spelt. */
export const createSchemas = () => {
  const components = new Map<string, Json>()

  const refTo = (api: string, shape: Shape, dialect: string): Json => {
    const name = componentName(`${api}.${shape.name}`)
    if (!components.has(name)) {
      // Before its members, which may name it.
      components.set(name, {})
      components.set(name, shapeSchema(api, shape, dialect))
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  const shapeSchema = (api: string, shape: Shape, dialect: string): Json => {
    const entries = Object.entries(shape.fields)
    const isXml = dialect === 'aspnet-webapi'
    const order = entries.map(([name, field]) => xmlName(name, field))
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([name, field]) => [
          name,
          {
            ...fieldSchema(api, field, dialect),
            ...(isXml && xmlName(name, field) !== name
              ? { xml: { name: xmlName(name, field) } }
              : {}),
          },
        ]),
      ),
      ...(isXml && shape.namespace !== undefined
        ? {
            xml: { name: shape.name, namespace: `${CONTRACTS}${shape.namespace}` },
            'x-xml-order': [...order].sort(),
          }
        : {}),
    }
  }

  const fieldSchema = (api: string, field: Field, dialect: string): Json => {
    const schema = kindSchema(api, field, dialect)
    return field.about === undefined ? schema : { ...schema, description: field.about }
  }

  const kindSchema = (api: string, field: Field, dialect: string): Json => {
    switch (field.kind) {
      case 'string':
        // PHP prints a number where the database gave one.
        return { type: dialect === 'thinkphp' ? ['string', 'integer', 'null'] : ['string', 'null'] }
      case 'integer':
        return { type: ['integer', 'string', 'null'] }
      case 'decimal':
        return { type: ['number', 'null'] }
      case 'boolean':
        return { type: ['boolean', 'null'] }
      case 'dateTime':
        return { type: ['string', 'null'] }
      case 'enum': {
        const names = Object.keys(field.members)
        return {
          title: field.name,
          type: ['integer', 'string', 'null'],
          'x-enum-varnames': names,
          'x-enum-values': Object.values(field.members),
        }
      }
      case 'list':
        return { type: ['array', 'null'], items: fieldSchema(api, field.of, dialect) }
      case 'map':
        return { type: 'object', additionalProperties: fieldSchema(api, field.of, dialect) }
      case 'object': {
        const none: readonly Json[] =
          dialect === 'thinkphp'
            ? [{ type: 'string' }, { type: 'integer' }, { type: 'array', items: {} }]
            : []
        return { anyOf: [refTo(api, field.of, dialect), ...none, { type: 'null' }] }
      }
    }
  }
  return { refTo, fieldSchema, components }
}

const xmlName = (name: string, { xml, clr }: Field): string => xml ?? clr ?? name
