import { apis } from '../apis/index.ts'
import type { ExampleRequest } from '../core/api.ts'
import { createCoverage, listCases, type ListedCase } from '../scripting/coverage.ts'

export type { ListedCase } from '../scripting/coverage.ts'

/** A documented endpoint, for people. */
export interface Endpoint {
  readonly api: string
  readonly title: string
  readonly method: string
  readonly path: string
  /** A request that logs in. */
  readonly example: ExampleRequest
}

/** Somebody of the seed world: a login of theirs is taken with `--strict` as well. */
const known = 'mock:person:li-na'

/** The documented endpoint of each API. */
export const endpoints = (strict: boolean): readonly Endpoint[] =>
  apis.flatMap(({ name, title, operations: [operation] }) => {
    if (operation === undefined) return []
    const { method, path, magic } = operation
    const example = operation.example(strict && magic !== undefined ? { [magic]: known } : {})
    return [{ api: name, title, method, path: `/${path}`, example }]
  })

/** The catalogue of cases, as a server lists it that has not answered anything yet. */
export const catalogue = (): readonly ListedCase[] => listCases(apis, createCoverage())
