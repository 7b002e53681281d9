import type { Json } from './json-schema.ts'

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same document in OpenAPI 3.0: `nullable` for null, one type, `enum` for `const`. Examples stay. */
export const toOpenApi30 = (document: Json): Json => {
  const { info, ...rest } = converted(document) as Json
  const license = { name: 'MIT', url: 'https://opensource.org/license/mit' }
  return { ...rest, openapi: '3.0.4', info: { ...(info as Json), license } }
}

const converted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(converted)
  if (!isJson(value)) return value
  const { type, const: only, anyOf, contentMediaType, contentSchema, ...rest } = value
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, member]) => [
      key,
      key === 'examples' || key === 'example' ? member : converted(member),
    ]),
  )
  return {
    ...plain,
    ...(contentMediaType === undefined ? typed(type) : {}),
    ...(only === undefined ? {} : { enum: [only] }),
    ...(Array.isArray(anyOf) ? alternatives(anyOf) : {}),
    // 3.0 cannot say what a text holds: it is called the one or the other.
    ...(contentMediaType === undefined ? {} : alternatives([{ type }, contentSchema])),
  }
}

const typed = (type: unknown): Json =>
  Array.isArray(type) ? typesOf(type) : type === undefined ? {} : { type: converted(type) }

const typesOf = (types: readonly unknown[]): Json => {
  const [first, ...others] = types.filter((type) => type !== 'null')
  const nullable = types.includes('null') ? { nullable: true } : {}
  return others.length === 0
    ? { type: first, ...nullable }
    : { anyOf: [first, ...others].map((type) => ({ type, ...nullable })) }
}

const alternatives = (given: readonly unknown[]): Json => ({
  anyOf: given.map((one) => (isJson(one) && one['type'] === 'null' ? onlyNull : converted(one))),
})

/** 3.0 has no type for null alone. */
const onlyNull = { type: 'object', nullable: true, enum: [null] } as const
