import { casesOf } from '../core/catalogue.ts'
import type { Api } from '../core/api.ts'

/** How often each case was answered since the last reset, by `<api>/<case>`. */
export interface Coverage {
  count(api: string, name: string): void
  answered(api: string, name: string): number
  reset(): void
}

/** `whole` counts along: a run's coverage is its tenants', resets and dropped ones included. */
export const createCoverage = (whole?: Coverage): Coverage => {
  const counts = new Map<string, Map<string, number>>()
  return {
    count: (api, name) => {
      let cases = counts.get(api)
      if (cases === undefined) counts.set(api, (cases = new Map<string, number>()))
      cases.set(name, (cases.get(name) ?? 0) + 1)
      whole?.count(api, name)
    },
    answered: (api, name) => counts.get(api)?.get(name) ?? 0,
    reset: () => {
      counts.clear()
    },
  }
}

/** One case as the catalogue lists it (control.md, Cases). */
export interface ListedCase {
  /** `<api>/<case>`. */
  readonly name: string
  readonly api: string
  readonly code: number
  readonly message: string
  readonly messageEn?: string
  /** HTTP status. */
  readonly status: number
  readonly basis: string
  readonly source: string
  /** How to get it: live first (or that one cannot), then by override. */
  readonly triggers: readonly string[]
  readonly answered: number
}

/** The catalogue of these APIs, with this coverage's counts. */
export const listCases = (apis: readonly Api[], coverage: Coverage): readonly ListedCase[] =>
  apis.flatMap((api) =>
    casesOf(api).map((row) => ({
      name: `${api.name}/${row.name}`,
      api: api.name,
      code: row.code,
      message: row.message,
      ...(row.messageEn === undefined ? {} : { messageEn: row.messageEn }),
      status: row.status,
      basis: row.basis,
      source: row.source,
      triggers: [
        `live: ${row.live?.text ?? 'no input and no world causes it'}`,
        `Prefer: example=${row.name}`,
        ...(api.operations[0]?.magic === undefined
          ? []
          : [`${api.operations[0].magic} = mock:${row.name}`]),
        `X-Mock-Case: ${row.name}`,
      ],
      answered: coverage.answered(api.name, row.name),
    })),
  )
