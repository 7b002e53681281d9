import { casesFor, casesOf, caseTitle, findCaseByCode } from '../core/catalogue.ts'
import type { Api } from '../core/api.ts'
import type { Basis, CaseRow } from '../core/case.ts'
import type { TellChange } from './shared/script-change.ts'

/** How often each case was answered since the last reset, by `<api>/<case>`. */
export interface Coverage {
  /** `isCounted`: the run has already counted this answer, so only this coverage counts it. */
  count(api: string, name: string, times?: number, isCounted?: boolean): void
  answered(api: string, name: string): number
  reset(): void
  /** All answered cases, each with the number of its answers. */
  all(): readonly (readonly [api: string, name: string, times: number])[]
}

/**
 * Creates an empty coverage. `run` receives each count too: the run's coverage is the sum of its tenants',
 * and keeps the counts of tenants that were reset or dropped. `tell` receives each change.
 */
export const createCoverage = (run?: Pick<Coverage, 'count'>, tell?: TellChange): Coverage => {
  const counts = new Map<string, Map<string, number>>()
  return {
    count: (api, name, times = 1, isCounted = false) => {
      tell?.({ k: 'case', api, name, times })
      let cases = counts.get(api)
      if (cases === undefined) counts.set(api, (cases = new Map<string, number>()))
      cases.set(name, (cases.get(name) ?? 0) + times)
      if (!isCounted) run?.count(api, name, times)
    },
    answered: (api, name) => counts.get(api)?.get(name) ?? 0,
    reset: () => {
      tell?.({ k: 'no-cases' })
      counts.clear()
    },
    all: () =>
      [...counts].flatMap(([api, cases]) =>
        [...cases].map(([name, times]) => [api, name, times] as const),
      ),
  }
}

/** One case as the catalogue lists it (docs/spec/control.md#cases). */
export interface ListedCase {
  /** `<api>/<case>`. */
  readonly name: string
  readonly api: string
  readonly code: number
  readonly message: string
  readonly messageEn?: string
  /** A Chinese title: the message itself where the message is Chinese. */
  readonly titleZh: string
  /** HTTP status. */
  readonly status: number
  readonly basis: Basis
  readonly source: string
  /** Operations that can give the case; absent: only the API's documented operation. */
  readonly operations?: readonly string[]
  /** How to get the case: first by the live operation (or that nothing causes it live), then by overrides. */
  readonly triggers: readonly string[]
  readonly answered: number
}

/** Lists the catalogue of these APIs with the counts of this coverage. */
export const listCases = (
  apis: readonly Api[],
  coverage: Pick<Coverage, 'answered'>,
): readonly ListedCase[] =>
  apis.flatMap((api) =>
    casesOf(api).map((row) => ({
      name: `${api.name}/${row.name}`,
      api: api.name,
      code: row.code,
      message: row.message,
      ...(row.messageEn === undefined ? {} : { messageEn: row.messageEn }),
      titleZh: caseTitle(row),
      status: row.status,
      basis: row.basis,
      source: row.source,
      ...(row.operations === undefined ? {} : { operations: row.operations }),
      triggers: triggersOf(api, row),
      answered: coverage.answered(api.name, row.name),
    })),
  )

/**
 * Lists only what works: the code where this case is the first with it, and the magic value where the
 * operation has a field for it.
 */
const triggersOf = (api: Api, row: CaseRow): readonly string[] => {
  const { name, code, live } = row
  const operation = api.operations.find((one) => casesFor(api, one).includes(row))
  const magic = operation?.magic
  return [
    `live: ${live?.text ?? 'no input and no world causes it'}`,
    ...(magic === undefined ? [] : [`${magic} = mock:${name}`]),
    `Prefer: example=${name}`,
    ...(findCaseByCode(api, operation, code) === row ? [`Prefer: code=${code}`] : []),
    `?__example=${name}`,
    `X-Mock-Case: ${name}`,
    `PUT /__admin/use {"case":"${name}"}`,
  ]
}
