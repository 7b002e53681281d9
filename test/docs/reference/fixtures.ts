import { apis } from '../../../src/apis/index.ts'
import { fixtureSchema } from '../../../src/scripting/fixtures/fixture-schema.ts'
import { code, table } from './table.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly (string | number | null)[]
  readonly const?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly definitions?: Readonly<Record<string, Schema>>
}

/** docs/reference/fixtures.md, made of the JSON Schema that editors and the loader use. */
export const fixturesPage = (): string => {
  const schema = fixtureSchema(apis) as Schema
  const definitions = schema.definitions ?? {}
  return `# Fixture members

What a fixture file may hold, from \`fixtures/fixture.schema.json\`. [fixtures/README.md](../../fixtures/README.md) explains fixtures with examples. A \`case\` is a name of [the cases](cases.md); a member in bold is required.

## Fixture

${membersOf(schema)}

${Object.entries(definitions)
  .filter(([name]) => !['world', 'case'].includes(name))
  .map(([name, of]) => `## ${name}\n\n${describe(of)}`)
  .join('\n\n')}

## world

Lists are merged into the seed by their key, the first column in bold, field by field.

${Object.entries(definitions['world']?.properties ?? {})
  .map(([name, of]) => `### ${name}\n\n${membersOf(of.items ?? of)}`)
  .join('\n\n')}
`
}

const describe = (schema: Schema): string => {
  if (schema.properties !== undefined) return membersOf(schema)
  const record = schema.anyOf?.find(({ properties }) => properties !== undefined)
  if (record === undefined) return `${typeOf(schema)}.`
  const others = (schema.anyOf ?? []).filter((one) => one !== record).map(typeOf)
  return `${[...others, 'an object of:'].join(', or ')}\n\n${membersOf(record)}`
}

const membersOf = ({ properties = {}, required = [] }: Schema): string =>
  table(
    ['member', 'value', 'meaning'],
    Object.entries(properties)
      .filter(([name]) => name !== '$schema')
      .map(([name, of]) => [
        required.includes(name) ? `**${code(name)}**` : code(name),
        typeOf(of),
        of.description ?? '',
      ]),
  )

const typeOf = (schema: Schema): string => {
  if (schema.$ref !== undefined) return `[${nameOf(schema.$ref)}](${targetOf(schema.$ref)})`
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined)
    return schema.enum
      .filter((one) => one !== null)
      .map((one) => code(String(one)))
      .join(' ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`
  if (schema.properties !== undefined) return inline(schema)
  if (typeof schema.additionalProperties === 'object')
    return `map of names to ${typeOf(schema.additionalProperties)}`
  return scalarOf(schema)
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref

const targetOf = (ref: string): string =>
  nameOf(ref) === 'case' ? 'cases.md' : `#${nameOf(ref).toLowerCase()}`

const inline = ({ properties = {}, required = [] }: Schema): string =>
  `{ ${Object.entries(properties)
    .map(([name, of]) => `${code(name)}${required.includes(name) ? '' : '?'}: ${typeOf(of)}`)
    .join(', ')} }`

const scalarOf = ({ type, minimum, maximum, format }: Schema): string => {
  const types = [type ?? 'any value'].flat().filter((one) => one !== 'null')
  const bounds = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
    ...(format === undefined ? [] : [`(${format})`]),
  ]
  return [types.join(' or '), ...bounds].join(' ')
}
