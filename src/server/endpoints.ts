import { apis } from '../apis/index.ts'
import type { ExampleRequest } from '../core/api.ts'
import { createCoverage, listCases, type ListedCase } from '../scripting/coverage.ts'

export type { ListedCase } from '../scripting/coverage.ts'

/** The login endpoint of an API, for display. */
export interface Endpoint {
  readonly api: string
  readonly title: string
  readonly method: string
  readonly path: string
  /** A request that logs in. */
  readonly example: ExampleRequest
}

/** The magic value for a person of the seed world. A login with it works with `--strict`, too. */
const known = 'mock:person:li-na'

/** Returns the login endpoint of each API: its first operation. `strict`: as with `--strict`. */
export const endpoints = (strict: boolean): readonly Endpoint[] =>
  apis.flatMap(({ name, title, operations: [operation] }) => {
    if (operation === undefined) return []
    const { method, path, magic } = operation
    const example = operation.example(strict && magic !== undefined ? { [magic]: known } : {})
    return [{ api: name, title, method, path: `/${path}`, example }]
  })

/** Returns the catalogue of cases as a server lists it before it has answered anything. */
export const catalogue = (): readonly ListedCase[] => listCases(apis, createCoverage())
