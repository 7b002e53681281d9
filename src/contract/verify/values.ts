import type { Api, Operation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import { casesOf, findCase } from '../../core/catalogue.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { operationFor } from './live-request.ts'

type Fields = Readonly<Record<string, unknown>>

/** Real values for the fields of examples. */
export interface Values {
  /** Of an API, those that the operation takes. */
  ofApi(api: Api, operation: Operation): Fields
  /** Of one case; undefined where none are given. */
  ofCase(api: Api, row: CaseRow): Fields | undefined
}

export const noValues: Values = { ofApi: () => ({}), ofCase: () => undefined }

/**
 * Reads what `--values` holds: fields under the name of an API or of a case (`<api>/<case>`). A text
 * is the sentence that refuses it.
 */
export const readValues = (apis: readonly Api[], given: unknown): Values | string => {
  if (!isFields(given))
    return 'it must hold names of APIs, or of cases (<api>/<case>), with fields below them'
  const byName = new Map<string, Fields>()
  for (const [name, fields] of Object.entries(given)) {
    const owner = ownerOf(apis, name)
    if (typeof owner === 'string') return owner
    if (!isFields(fields)) return `${name} must hold fields with their values`
    const wrong = problemOf(namesFor(owner, name), name, fields)
    if (wrong !== undefined) return wrong
    byName.set(name, fields)
  }
  return {
    ofApi: (api, operation) => {
      const names = namesOf(operation)
      return Object.fromEntries(
        Object.entries(byName.get(api.name) ?? {}).filter(([name]) => names.includes(name)),
      )
    },
    ofCase: (api, row) => byName.get(`${api.name}/${row.name}`),
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The API that a name stands under, or why there is none. */
const ownerOf = (apis: readonly Api[], name: string): Api | string => {
  const mark = name.indexOf('/')
  const apiName = mark < 0 ? name : name.slice(0, mark)
  const api = apis.find((one) => one.name === apiName)
  if (api === undefined)
    return `there is no API ${JSON.stringify(apiName)}${hint(
      apiName,
      apis.map((one) => one.name),
    )}`
  if (mark < 0 || findCase(api, name) !== undefined) return api
  const short = name.slice(mark + 1)
  return `${apiName} has no case ${JSON.stringify(short)}${hint(
    short,
    casesOf(api).map((row) => row.name),
  )}`
}

/** Fields of the operation that gives a case, or of all operations of an API. */
const namesFor = (api: Api, name: string): readonly string[] => {
  const row = name.includes('/') ? findCase(api, name) : undefined
  const operation = row === undefined ? undefined : operationFor(api, row)
  return [
    ...new Set(operation === undefined ? api.operations.flatMap(namesOf) : namesOf(operation)),
  ]
}

const problemOf = (known: readonly string[], owner: string, fields: Fields): string | undefined => {
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name))
      return `${owner} has no field ${JSON.stringify(name)}${hint(name, known)}`
    if (typeof value === 'object' && value !== null)
      return `${owner}: ${name} must be a text, a number, true, false or null`
  }
  return undefined
}

/** What an operation's example can be changed in. */
const namesOf = ({ request, exampleTakes = [] }: Operation): readonly string[] => [
  ...Object.keys(request.fields),
  ...exampleTakes,
]

const hint = (name: string, known: readonly string[]): string => {
  const near = nearestName(name, known)
  return near === undefined ? `: use one of ${known.join(', ')}` : `; did you mean ${near}?`
}
