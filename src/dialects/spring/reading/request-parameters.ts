import type { Decoded } from '../../../core/dialect.ts'
import type { Note } from '../../../core/note.ts'
import type { Shape } from '../../../core/schema.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { formContentOf, readingOf, readParameters } from './body-reading.ts'
import { readJavaInteger } from './java-text.ts'
import { multipartOf } from './multipart.ts'
import {
  droppedParameter,
  filePart,
  formTooLong,
  missingParameter,
  notAnInteger,
  tooManyParameters,
  unreadNotes,
} from './notes.ts'

type Value = string | number | null | undefined
type Bound = Record<string, Value>

interface Parameter {
  readonly name: string
  readonly kind: 'string' | 'integer'
  readonly required: boolean
  readonly query: boolean
  readonly form: boolean
  /** The name of the header in lower case. Empty if the parameter is not read from a header. */
  readonly header: string
}

/** Reads the `@RequestParam` and `@RequestHeader` arguments of a handler from a request. */
export type ReadRequest = (request: WireRequest) => Decoded

/**
 * Compiles a request shape into its reader. Throws an Error for fields other than strings and integers,
 * because the handlers of this dialect take only text and 32-bit integers.
 */
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
    const takeFrom =
      (place: ReadonlyMap<string, Parameter>) => (name: string, text: string | null) => {
        const parameter = place.get(name)
        if (parameter === undefined) unknown.push(name)
        else value[name] = join(parameter, value[name], text)
      }
    // One limit covers all parameters that Tomcat reads. Parts of a multipart body count first (R).
    let room = Math.min(request.bounds?.formFields ?? MOST, MOST)
    const readAll = (text: string, place: ReadonlyMap<string, Parameter>) => {
      if (room < 0) return
      room = readParameters(text, takeFrom(place), drop, room)
      if (room >= 0) return
      notes.push(tooManyParameters)
      request.bounds?.reached('form-fields', request)
    }
    const reading = request.body.length > 0 ? readingOf(request) : undefined
    const takeForm = takeFrom(places.form)
    let files = noFiles
    if (reading === 'multipart') {
      const parts = multipartOf(request)
      if ('files' in parts) {
        for (const [name, text] of parts.parameters) if (room-- > 0) takeForm(name, text)
        files = parts.files
      }
    }
    if (request.query !== '') readAll(request.query, places.query)
    if (reading === 'form') {
      const { length } = request.body
      if (length > LONGEST_FORM) notes.push(formTooLong(length, LONGEST_FORM))
      else readAll(request.body.toString('latin1'), places.form)
    } else if (reading === 'form-content') {
      const form = formContentOf(request)
      if ('pairs' in form) for (const [name, text] of form.pairs) takeForm(name, text)
    }
    for (const { name, header } of headers) value[name] ??= request.headers[header]
    if (unknown.length > 0 || request.body.length > 0)
      notes.push(...unreadNotes(request, names, absentOf(names, value), unknown))
    return convert(files.size > 0 ? parameters : converted, value, notes, files)
  }
}

/** The limits of Tomcat: `maxParameterCount`, and `maxPostSize` in bytes. */
const MOST = 10_000
const LONGEST_FORM = 2_097_152

const noFiles: ReadonlyMap<string, number> = new Map()

const known = (
  parameters: readonly Parameter[],
  place: 'query' | 'form',
): ReadonlyMap<string, Parameter> =>
  new Map(parameters.filter((one) => one[place]).map((one) => [one.name, one]))

const absentOf = (names: readonly string[], value: Bound): readonly string[] =>
  names.filter((name) => value[name] === undefined)

/**
 * Adds a value of a repeated parameter. A String gets all values with commas between them. An Integer gets
 * the first value (R), unless that value is blank (S). A pair without `=` has a null value if Spring's filter
 * reads it, and becomes the word null when it is joined with other values.
 */
const join = ({ kind }: Parameter, before: Value, text: string | null): Value => {
  if (before === undefined) return text
  const isJoined = kind === 'string' || isBlank(before)
  return isJoined ? `${String(before)},${String(text)}` : before
}

/**
 * Whether the first value is blank. Spring then passes the joined values to its number editor, which fails.
 */
const isBlank = (before: Value): boolean =>
  typeof before === 'string' && before !== '' && readJavaInteger(before) === null

const convert = (
  parameters: readonly Parameter[],
  value: Bound,
  notes: Note[],
  files: ReadonlyMap<string, number>,
): Decoded => {
  for (const parameter of parameters) {
    const there = files.get(parameter.name)
    if (there !== undefined) {
      // Spring has no conversion from one file to text. A list of files, or a file for a number, is a failed
      // conversion.
      const refusal = there === 1 && parameter.kind === 'string' ? 'server-error' : 'bad-request'
      return {
        kind: 'refused',
        refusal,
        issues: [],
        notes: [...notes, filePart(parameter.name, refusal)],
      }
    }
    const text = value[parameter.name]
    if (text === undefined || text === null) {
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
