/** A JSON Schema, or a part of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>

const quoted = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)

/** A component's name as TypeScript may have it: `small-app-login.WxSmallLoginDto`, SmallAppLoginWxSmallLoginDto. */
export const identifierOf = (name: string): string =>
  quoted(name) === name
    ? name
    : name
        .split(/[^A-Za-z0-9]+/)
        .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
        .join('')

/** The name at the end of a reference: `#/components/schemas/Note`. */
const referred = (ref: unknown): string => identifierOf(String(ref).split('/').at(-1) ?? '')

const doc = (schema: Json): string => {
  const { description } = schema
  return typeof description === 'string' ? `/** ${description.replaceAll('*/', '* /')} */\n` : ''
}

const union = (members: readonly string[]): string =>
  members.includes('unknown') ? 'unknown' : [...new Set(members)].join(' | ')

const objectType = (schema: Json): string => {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>
  const required = new Set((schema['required'] ?? []) as readonly string[])
  const extra = schema['additionalProperties']
  const values = typeof extra === 'object' && extra !== null ? typeOf(extra as Json) : 'unknown'
  const members = Object.entries(properties).map(([name, of]) =>
    required.has(name)
      ? `${doc(of)}readonly ${quoted(name)}: ${typeOf(of)}`
      : `${doc(of)}readonly ${quoted(name)}?: ${union([typeOf(of), 'undefined'])}`,
  )
  if (schema['maxProperties'] === 0) return 'Readonly<Record<string, never>>'
  if (members.length === 0) return `Readonly<Record<string, ${values}>>`
  const others = extra === true ? ['readonly [name: string]: unknown'] : []
  return `{\n${[...members, ...others].join('\n')}\n}`
}

const ofType = (type: unknown, schema: Json): string => {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `readonly (${typeOf((schema['items'] ?? {}) as Json)})[]`
    case 'object':
      return objectType(schema)
    default:
      return 'unknown'
  }
}

/** The TypeScript type of what a schema takes. References become the names of interfaces. */
export const typeOf = (schema: Json): string => {
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (schema['$ref'] !== undefined) return referred(schema['$ref'])
  if (schema['const'] !== undefined) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum']))
    return union(schema['enum'].map((value) => JSON.stringify(value)))
  if (Array.isArray(schema['allOf']))
    return (schema['allOf'] as readonly Json[]).map((part) => `(${typeOf(part)})`).join(' & ')
  if (Array.isArray(alternatives)) return union((alternatives as readonly Json[]).map(typeOf))
  const { type } = schema
  return Array.isArray(type)
    ? union(type.map((one) => ofType(one, schema)))
    : ofType(type ?? (schema['properties'] === undefined ? undefined : 'object'), schema)
}

/** `export interface` where the schema is an object, else `export type`. */
export const declarationOf = (component: string, schema: Json): string => {
  const name = identifierOf(component)
  const type = typeOf(schema)
  return type.startsWith('{')
    ? `${doc(schema)}export interface ${name} ${type}\n`
    : `${doc(schema)}export type ${name} = ${type}\n`
}
