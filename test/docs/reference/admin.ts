import { apis } from '../../../src/apis/index.ts'
import { openApiDocument } from '../../../src/http/admin/openapi/document.ts'
import { code, table } from './table.ts'

type Json = Readonly<Record<string, unknown>>

interface Operation {
  readonly tags: readonly string[]
  readonly summary: string
  readonly parameters?: readonly { readonly name?: string; readonly description?: string }[]
  readonly requestBody?: { readonly required: boolean; readonly content: Json }
  readonly responses: Json
}

/** docs/reference/admin.md, made of the OpenAPI document that the server gives out. */
export const adminPage = (): string => {
  const document = openApiDocument(apis, '') as {
    readonly tags: readonly { readonly name: string; readonly description: string }[]
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
    readonly components: { readonly schemas: Json }
  }
  const calls = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs)
      .filter(([verb]) => verb !== 'parameters')
      .map(([verb, operation]) => ({ verb: verb.toUpperCase(), path, operation })),
  )
  const sections = document.tags.map(({ name, description }) => {
    const rows = calls
      .filter(({ operation }) => operation.tags.includes(name))
      .map(({ verb, path, operation }) => [
        code(`${verb} ${path}`),
        operation.summary,
        [...queryOf(operation), ...bodyOf(operation)].join('<br>'),
        Object.keys(operation.responses)
          .filter((status) => !['401', '403'].includes(status))
          .join(', '),
      ])
    return `## ${name}\n\n${description}.\n\n${table(['call', 'meaning', 'takes', 'status'], rows)}`
  })
  return `# Admin calls

All stand below \`/__admin\` (or \`/t/<key>/__admin\` for a tenant). Where WireMock has a call, the shape is WireMock's, so that its clients work. \`GET /__admin/openapi.json\` describes every call with its schemas. Beyond loopback each call but \`livez\` and \`readyz\` takes the admin token (\`Authorization: Bearer …\`, else 401), and a page of another origin is refused (403). A name with \`?\` may be left out.

${sections.join('\n\n')}
`
}

const queryOf = ({ parameters = [] }: Operation): readonly string[] =>
  parameters.flatMap(({ name, description = '' }) =>
    name === undefined ? [] : [`\`?${name}\`: ${description}`],
  )

const bodyOf = ({ requestBody }: Operation): readonly string[] => {
  if (requestBody === undefined) return []
  const [type, media] = Object.entries(requestBody.content)[0] ?? []
  const shown = shapeOf((media as { readonly schema?: Json } | undefined)?.schema ?? {})
  const optional = requestBody.required ? '' : ' (may be left out)'
  return [`${type === 'application/json' ? '' : `${type ?? ''}: `}${shown}${optional}`]
}

/** A schema in a few words: `{ case, api?, times? }`, or its name in the OpenAPI document. */
const shapeOf = (schema: Json): string => {
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined
  if (name !== undefined) return code(name)
  const either = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(either)) return either.map((one) => shapeOf(one as Json)).join(' or ')
  if (schema['type'] === 'array') return `list of ${shapeOf((schema['items'] ?? {}) as Json)}`
  const members = Object.keys(schema['properties'] ?? {})
  if (members.length === 0) return 'any JSON'
  const required = (schema['required'] ?? []) as readonly string[]
  return code(`{ ${members.map((one) => (required.includes(one) ? one : `${one}?`)).join(', ')} }`)
}
