import type { ExampleRequest, Operation } from '../../src/core/api.ts'
import { defaultsOf } from '../../src/dialects/aspnet-webapi/clr/values.ts'
import { writeDataContract } from '../../src/dialects/aspnet-webapi/xml/write-data-contract.ts'
import { apiOf, type Listed } from './served.ts'

/** One format of an operation's request. */
export interface Spelling {
  readonly format: string
  readonly spell: (changes?: Readonly<Record<string, unknown>>) => ExampleRequest
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Returns every format of the body that the operation's stack reads: JSON, XML, form, or parameters. */
export const spellingsOf = (operation: Operation, listed: Pick<Listed, 'api'>): Spelling[] => {
  const { dialect } = apiOf(listed)
  const example: Spelling = { format: 'example', spell: (changes) => operation.example(changes) }
  switch (dialect.name) {
    case 'aspnet-webapi':
      return [
        { ...example, format: 'JSON' },
        { format: 'XML', spell: (changes) => inXml(operation, operation.example(changes)) },
        { format: 'form', spell: (changes) => inForm(operation, operation.example(changes)) },
      ]
    case 'thinkphp':
      return [
        { ...example, format: 'JSON' },
        { format: 'form', spell: (changes) => bodyAsForm(operation.example(changes)) },
      ]
    // Every call takes its parameters in one way only (docs/spec/wechat-platform.md#wire).
    case 'wechat':
      return [example]
    default:
      return [
        { ...example, format: 'query' },
        { format: 'form', spell: (changes) => queryAsForm(operation.example(changes)) },
      ]
  }
}

/** Returns the fields that all formats spell alike. Dates differ, so they are left out. */
const fieldsOf = ({ request }: Operation, { body }: ExampleRequest) =>
  Object.entries(JSON.parse(body) as Record<string, unknown>).filter(
    ([name]) => request.fields[name]?.kind !== 'dateTime',
  )

const inXml = (operation: Operation, example: ExampleRequest): ExampleRequest => {
  const { request } = operation
  const fields = { ...defaultsOf(request), ...Object.fromEntries(fieldsOf(operation, example)) }
  const body = writeDataContract(request, fields)
  return { ...example, headers: { 'Content-Type': 'application/xml' }, body: body ?? '' }
}

/** Forms are bound by CLR names. */
const inForm = (operation: Operation, example: ExampleRequest): ExampleRequest => {
  const pairs = fieldsOf(operation, example).map(
    ([name, value]) =>
      [operation.request.fields[name]?.clr ?? name, String(value)] as [string, string],
  )
  return { ...example, headers: FORM, body: new URLSearchParams(pairs).toString() }
}

const bodyAsForm = (example: ExampleRequest): ExampleRequest => {
  const pairs = Object.entries(JSON.parse(example.body) as Record<string, string>)
  return { ...example, headers: FORM, body: new URLSearchParams(pairs).toString() }
}

const queryAsForm = ({ target, ...rest }: ExampleRequest): ExampleRequest => {
  const [path = '', query = ''] = target.split('?')
  return { ...rest, target: path, headers: { ...rest.headers, ...FORM }, body: query }
}
