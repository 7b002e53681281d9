import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { decodeXml } from './decode-xml.ts'

export type Json = Readonly<Record<string, unknown>>
export interface Media {
  readonly schema: Json
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}
export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, Media>> }>
  >
}
export interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export interface Answer {
  readonly status: number
  /** Of the Content-Type header; absent as none. */
  readonly type: string | undefined
  readonly body: string
}

/** Says what of an answer, or of an example, the OpenAPI document does not have; nothing where it has all. */
export const describedBy = (document: Document) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'apis')
  // Ajv finds references from the document's root.
  const compiled = new Map<string, ValidateFunction>()
  const valid = (schema: Json, value: unknown): readonly string[] => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"apis#/components/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as Json)
    compiled.set(text, validate)
    return validate(value) ? [] : [ajv.errorsText(validate.errors)]
  }
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item))
  /** `value` of an example: decoded JSON, or a text. */
  const media = ({ schema }: Media, type: string, value: unknown): readonly string[] => {
    const plain = valid(schema, value)
    if (type.endsWith('/xml') && typeof value === 'string') {
      const decoded = decodeXml(value, schema, document as unknown as Json)
      const shapes = (schema['anyOf'] as readonly Json[]).filter(({ $ref }) => $ref !== undefined)
      return [...plain, ...valid({ anyOf: shapes }, decoded)]
    }
    if (schema['contentSchema'] !== undefined && typeof value === 'string' && value.startsWith('{'))
      return [...plain, ...valid(schema['contentSchema'] as Json, JSON.parse(value))]
    return plain
  }
  const answer = (operationId: string, { status, type, body }: Answer): readonly string[] => {
    const operation = operations.find((one) => one.operationId === operationId)
    const mediaType = (type ?? 'text/plain').split(';')[0]?.trim() ?? ''
    const found = operation?.responses[String(status)]?.content[mediaType]
    if (found === undefined) return [`${operationId} has no ${status} ${mediaType}`]
    const isJson = mediaType.endsWith('/json') && /^[[{"]/.test(body)
    return media(found, mediaType, isJson ? (JSON.parse(body) as unknown) : body)
  }
  return { operations, media, answer }
}
