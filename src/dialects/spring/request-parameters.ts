import type { Decoded } from '../../core/dialect.ts'
import type { Note } from '../../core/note.ts'
import type { Shape } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'
import { readsForm } from './form-body.ts'
import { readJavaInteger } from './java-integer.ts'
import { droppedParameter, missingParameter, notAnInteger, unreadNotes } from './notes.ts'
import { readParameters } from './parameters.ts'

type Value = string | number | null | undefined
type Bound = Record<string, Value>

interface Parameter {
  readonly name: string
  readonly kind: 'string' | 'integer'
  readonly required: boolean
  readonly query: boolean
  readonly form: boolean
  /** Lower case; empty when it is not read from a header. */
  readonly header: string
}

/** Binds a handler's `@RequestParam` and `@RequestHeader` arguments. */
export type ReadRequest = (request: WireRequest) => Decoded

/** Compiles a request shape. Spring handlers here take text and 32-bit integers, nothing else. */
export const compileRequest = (shape: Shape): ReadRequest => {
  const parameters = Object.entries(shape.fields).map(([name, field]): Parameter => {
    if (field.kind !== 'string' && field.kind !== 'integer')
      throw new Error(`${shape.name}.${name}: the Spring dialect reads strings and integers only.`)
    const from = field.from ?? ['query', 'form']
    return {
      name,
      kind: field.kind,
      required: field.required ?? false,
      query: from.includes('query'),
      form: from.includes('form'),
      header: from.includes('header') ? (field.header ?? name.toLowerCase()) : '',
    }
  })
  const empty: Bound = Object.fromEntries(parameters.map(({ name }) => [name, undefined]))
  const places = { query: known(parameters, 'query'), form: known(parameters, 'form') }
  const names = [...new Set([...places.query.keys(), ...places.form.keys()])]
  const headers = parameters.filter(({ header }) => header !== '')
  const converted = parameters.filter((one) => one.kind === 'integer' || one.required)

  return (request) => {
    const value: Bound = { ...empty }
    const notes: Note[] = []
    const unknown: string[] = []
    const drop = () => {
      if (!notes.includes(droppedParameter)) notes.push(droppedParameter)
    }
    const takeFrom = (place: ReadonlyMap<string, Parameter>) => (name: string, text: string) => {
      const parameter = place.get(name)
      if (parameter === undefined) unknown.push(name)
      else value[name] = join(parameter, value[name], text)
    }
    const readAll = (text: string, place: ReadonlyMap<string, Parameter>) => {
      const most = request.bounds?.formFields
      if (!readParameters(text, takeFrom(place), drop, most))
        request.bounds?.reached('form-fields', request)
    }
    if (request.query !== '') readAll(request.query, places.query)
    // A Servlet container adds the form's values behind the query's.
    if (request.body.length > 0 && readsForm(request))
      readAll(request.body.toString('latin1'), places.form)
    for (const { name, header } of headers) value[name] ??= request.headers[header]
    if (unknown.length > 0 || request.body.length > 0)
      notes.push(...unreadNotes(request, names, absentOf(names, value), unknown))
    return convert(converted, value, notes)
  }
}

const known = (
  parameters: readonly Parameter[],
  place: 'query' | 'form',
): ReadonlyMap<string, Parameter> =>
  new Map(parameters.filter((one) => one[place]).map((one) => [one.name, one]))

const absentOf = (names: readonly string[], value: Bound): readonly string[] =>
  names.filter((name) => value[name] === undefined)

/** A repeated parameter: a String gets all values with commas between, an Integer the first (I). */
const join = ({ kind }: Parameter, before: Value, text: string): string =>
  typeof before !== 'string' ? text : kind === 'string' ? `${before},${text}` : before

const convert = (parameters: readonly Parameter[], value: Bound, notes: Note[]): Decoded => {
  for (const parameter of parameters) {
    const text = value[parameter.name]
    if (text === undefined) {
      if (parameter.required) return badRequest(notes, missingParameter(parameter.name))
    } else if (parameter.kind === 'integer') {
      const read = readJavaInteger(String(text))
      if (read === 'malformed' || read === 'out-of-range')
        return badRequest(notes, notAnInteger(parameter.name, String(text), read))
      value[parameter.name] = read
    }
  }
  return { kind: 'bound', value, issues: [], notes }
}

const badRequest = (notes: readonly Note[], note: Note): Decoded => ({
  kind: 'refused',
  refusal: 'bad-request',
  issues: [],
  notes: [...notes, note],
})
