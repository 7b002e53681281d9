import { casesFor, casesOf, caseTitle, findCaseByCode } from '../core/catalogue.ts'
import type { Api } from '../core/api.ts'
import type { Basis, CaseRow } from '../core/case.ts'
import type { TellChange } from './shared/script-change.ts'

/** How often each case was answered since the last reset, by `<api>/<case>`. */
export interface Coverage {
  /** `isCounted`: it is counted for the run already. */
  count(api: string, name: string, times?: number, isCounted?: boolean): void
  answered(api: string, name: string): number
  reset(): void
  /** All that were answered, and how often. */
  all(): readonly (readonly [api: string, name: string, times: number])[]
}

/** `run` counts along: a run's coverage is its tenants', resets and dropped ones included. */
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
  /** A Chinese title: the message itself where that is Chinese. */
  readonly titleZh: string
  /** HTTP status. */
  readonly status: number
  readonly basis: Basis
  readonly source: string
  /** Operations that can give it, where the documented one is not the one. */
  readonly operations?: readonly string[]
  /** How to get it: live first (or that one cannot), then by override. */
  readonly triggers: readonly string[]
  readonly answered: number
}

/** The catalogue of these APIs, with this coverage's counts. */
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

/** Only what works: by its code where it is the first that has it, by magic where the operation has a field for it. */
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
