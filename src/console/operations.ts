import { client } from './server.ts'
import { sha256 } from './sha256.ts'

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly required?: readonly string[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly required?: boolean
  readonly example?: unknown
  readonly schema?: Schema
}

interface Media {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> }
}

export interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

export interface Choice {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const methods = ['get', 'post', 'put', 'delete', 'patch']

/** Every operation of the document. */
export const choicesOf = ({ paths = {} }: ApiDocument): readonly Choice[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({
        id: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
      })),
  )

/** A schema without `$ref`. */
export const resolved = (schema: Schema | undefined, document: ApiDocument): Schema => {
  const name = schema?.$ref?.split('/').pop()
  if (name !== undefined) return resolved(document.components?.schemas?.[name], document)
  return schema ?? {}
}

/** The first example of a body. */
export const exampleOf = ({ example, examples = {} }: Media): unknown =>
  example ?? Object.values(examples)[0]?.value

type Values = Readonly<Record<string, string>>

/** What 002's signature is made of, with the secret of the user domain. */
const signed = ['appId', 'code', 'userDomain']

export const isSigned = (parameters: readonly Parameter[]): boolean =>
  ['signature', ...signed].every((wanted) => parameters.some(({ name }) => name === wanted))

/** A signature is of the other values: when one of them changes it is made anew, unless it was typed. */
export const withoutOldSignature = (before: Values, after: Values): Values =>
  before['signature'] === after['signature'] && signed.some((name) => before[name] !== after[name])
    ? { ...after, signature: '' }
    : after

/** 002's signature, where it is empty: SHA-256 of appId, code and the secret that the world has for the user domain. */
export const signedQuery = async (values: Values): Promise<Values> => {
  if (values['signature'] !== '') return values
  const world = await client.value.call('getWorld')
  const domain = world.userDomains?.find((one) => one.userDomain === values['userDomain'])
  const text = `${values['appId'] ?? ''}${values['code'] ?? ''}${domain?.secret ?? ''}`
  return { ...values, signature: sha256(text) }
}
