import { isObject } from '../../core/is-object.ts'
/** A kind of value that a member accepts: in words, as a check, and as JSON Schema. */
export interface ValueKind {
  readonly words: string
  readonly is: (value: unknown) => boolean
  readonly schema: Readonly<Record<string, unknown>>
}

const isText = (value: unknown): value is string => typeof value === 'string'

export const textKind: ValueKind = { words: 'a text', is: isText, schema: { type: 'string' } }

/** `is` accepts any text. The expression is checked when it is compiled. */
export const regexKind: ValueKind = { ...textKind, schema: { type: 'string', format: 'regex' } }

export const flagKind: ValueKind = {
  words: 'true or false',
  is: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  schema: { type: 'boolean' },
}

export const wholeKind: ValueKind = {
  words: 'a whole number',
  is: (value) => Number.isSafeInteger(value),
  schema: { type: 'integer' },
}

export const anyKind: ValueKind = { words: 'any JSON', is: () => true, schema: {} }

export const jsonKind: ValueKind = {
  words: 'JSON, or a text of it',
  is: (value) => value !== undefined,
  schema: {},
}

/** Creates the kind of a matcher or a list of matchers. The matchers are checked while they are read. */
export const matchKind = (words: string, schema: ValueKind['schema']): ValueKind => ({
  words,
  is: (value) => typeof value === 'object' && value !== null,
  schema,
})

export const pathKind: ValueKind = {
  words: 'a text, or an object with the text expression and a matcher',
  is: (value) => isText(value) || (isObject(value) && isText(value['expression'])),
  schema: {
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        properties: { expression: { type: 'string' } },
        required: ['expression'],
        additionalProperties: true,
      },
    ],
  },
}

export const textsKind: ValueKind = {
  words: 'an object of texts',
  is: (value) => isObject(value) && Object.values(value).every(isText),
  schema: { type: 'object', additionalProperties: { type: 'string' } },
}

export const oneOfKind = (names: readonly string[]): ValueKind => ({
  words: `one of ${names.join(', ')}`,
  is: (value) => isText(value) && names.includes(value),
  schema: { enum: names },
})

export const someOfKind = (names: readonly string[]): ValueKind => ({
  words: `a list of ${names.join(', ')}`,
  is: (value) => Array.isArray(value) && value.every((one) => names.includes(one as string)),
  schema: { type: 'array', items: { enum: names } },
})

/** Base64 as java.util.Base64 accepts it: the padding may be missing. */
export const base64Kind: ValueKind = {
  words: 'a text of base64',
  is: (value) =>
    isText(value) &&
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(value),
  schema: { type: 'string' },
}
