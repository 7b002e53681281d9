import type { Wanted } from '../json-body.ts'

/** Part of a JSON Schema, or of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>

/** One call of the admin API. */
export interface Call {
  readonly id: string
  readonly tag: Tag
  readonly summary: string
  /** Descriptions of the query parameters, by name. */
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Json
  /** Whether the body is optional. */
  readonly optional?: boolean
  /** Schema of the answer with `status` (default 200); `nothing`: the answer has no body. */
  readonly answer: Json | 'nothing'
  readonly status?: number
  /** Schemas of other media types that the answer may have, by type. */
  readonly also?: Readonly<Record<string, Json>>
  /** Statuses of refusals other than 401 and 403. */
  readonly refusals?: readonly Refusal[]
  /** Whether the call needs no token. */
  readonly open?: boolean
}

type Tag =
  | 'server'
  | 'cases'
  | 'mappings'
  | 'requests'
  | 'scenarios'
  | 'settings'
  | 'clock'
  | 'world'
  | 'snapshots'
  | 'wechat'
  | 'pact'

export type Refusal = 400 | 404 | 406 | 409 | 422 | 500 | 501 | 503

/** Calls by path, as OpenAPI writes it, and by verb. */
export type Calls = Readonly<Record<string, Readonly<Record<string, Call>>>>

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
export const text = { type: 'string' } as const
export const whole = { type: 'integer' } as const
export const number = { type: 'number' } as const
export const truth = { type: 'boolean' } as const
export const instant = { type: 'string', format: 'date-time' } as const
export const anything = {} as const
export const listOf = (items: Json): Json => ({ type: 'array', items })
export const mapOf = (values: Json): Json => ({ type: 'object', additionalProperties: values })
export const orNull = (type: string): Json => ({ type: [type, 'null'] })

/** Makes the schema of an object. Members whose names end in `?` are optional. */
export const record = (members: Json, more: Json = {}): Json => {
  const required = Object.keys(members).filter((name) => !name.endsWith('?'))
  const properties = Object.entries(members).map(([name, of]) => [name.replace('?', ''), of])
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Json,
    ...(required.length === 0 ? {} : { required }),
    ...more,
  }
}

/** The schema of an empty object: the answer of calls that return nothing. */
export const done = { type: 'object', maxProperties: 0 } as const

const kinds = {
  text,
  number,
  'text or number': { type: ['string', 'integer'] },
  'text or texts': { anyOf: [text, { type: 'array', items: text }] },
  truth,
  object: { type: 'object' },
} as const

/** Makes the schema of a body that `readFields` reads. */
export const fieldsOf = (wanted: Wanted): Json =>
  record(
    Object.fromEntries(
      Object.entries(wanted).map(([name, spelt]) => [
        spelt.endsWith('?') ? `${name}?` : name,
        kinds[spelt.replace('?', '') as keyof typeof kinds],
      ]),
    ),
    { additionalProperties: false },
  )
