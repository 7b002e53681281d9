import type { Api, ExampleRequest, Operation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import { casesOf, findCase } from '../../core/catalogue.ts'
import { bySize, liveRequest, operationFor, type Values } from './live-request.ts'

/** A case with the requests that cause it, or why it is not sent. */
export type Planned = PlannedCase & (Sendable | Unsent)

interface PlannedCase {
  readonly api: Api
  readonly operation: Operation
  readonly row: CaseRow
}

interface Sendable {
  readonly kind: 'send'
  /** To the mock: the example. */
  readonly mock: ExampleRequest
  /** To the back end: the example with the values of `--values`. */
  readonly target: ExampleRequest
  /** What the mock's world has to say first. */
  readonly world: Readonly<Record<string, unknown>> | undefined
  readonly strict: boolean
}

interface Unsent {
  readonly kind: 'could-not-check' | 'not-reproducible'
  readonly reason: string
}

/** A case that can be sent. */
export type Sent = Extract<Planned, { kind: 'send' }>

/** Which cases are meant; empty lists mean all. */
export interface Wanted {
  readonly apis: readonly string[]
  /** Short names and full ones. */
  readonly cases: readonly string[]
}

/** The cases that are meant, in the order of their tables. */
export const planCases = (
  apis: readonly Api[],
  { apis: names, cases }: Wanted,
  values: Values,
): readonly Planned[] =>
  apis
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .flatMap((api) =>
      casesOf(api)
        .filter((row) => cases.length === 0 || cases.some((one) => isMeant(api, row, one)))
        .flatMap((row) => plan(api, row, values)),
    )

const isMeant = (api: Api, row: CaseRow, name: string): boolean => findCase(api, name) === row

const plan = (api: Api, row: CaseRow, values: Values): readonly Planned[] => {
  const operation = operationFor(api, row)
  if (operation === undefined) return []
  const planned = { api, operation, row }
  const { live } = row
  if (live === undefined)
    return [{ ...planned, kind: 'not-reproducible', reason: 'no input and no world causes it' }]
  if (bySize.has(row.name))
    return [
      {
        ...planned,
        kind: 'could-not-check',
        reason: 'it depends on how long a request the back end takes',
      },
    ]
  const own = values.ofCase(api, row)
  const needsState = live.world !== undefined || live.strict === true
  if (needsState && own === undefined)
    return [
      {
        ...planned,
        kind: 'could-not-check',
        reason: `it needs a state: ${live.text}; give fields that meet it under this case’s name in --values`,
      },
    ]
  const mock = liveRequest(api, operation, row)
  const changes = { ...values.ofApi(api, operation), ...live.input, ...own }
  const target = liveRequest(api, operation, row, changes)
  if (mock === undefined || target === undefined)
    return [{ ...planned, kind: 'could-not-check', reason: `nobody has told how: ${live.text}` }]
  const { world, strict = false } = live
  return [{ ...planned, kind: 'send', mock, target, world, strict }]
}
