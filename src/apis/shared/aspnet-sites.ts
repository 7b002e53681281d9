import type { ExampleRequest } from '../../core/api.ts'
import type { Derive } from '../../core/context.ts'
import type { Table } from '../../core/records.ts'
import type { Infer, Instant, Shape } from '../../core/schema.ts'
import { sampleOf } from '../../dialects/aspnet-webapi/help-page.ts'

/**
 * Returns the function that makes example requests for an operation with a JSON body. A change to null
 * removes the field.
 */
export const jsonPost =
  (path: string, fields: Readonly<Record<string, unknown>>) =>
  (changes: Readonly<Record<string, unknown>> = {}): ExampleRequest => ({
    method: 'POST',
    target: `/${path}`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(
      Object.fromEntries(
        Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== null),
      ),
    ),
  })

/**
 * The time at which the help pages were generated: 2026-01-29T15:00:34.1406325+08:00
 * (docs/spec/behaviour.md#documented-samples).
 */
const helpPageDate: Instant = {
  ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140),
  ticks: 6325,
  kind: 'local',
}

/** Returns a function that makes the document's sample of a type, as the ASP.NET help page generated it. */
export const helpPageSample =
  <S extends Shape>(shape: S) =>
  (): Infer<S> =>
    sampleOf(shape, helpPageDate) as Infer<S>

/**
 * The lifetime of an access token in seconds: two weeks less one second, as ASP.NET's OAuth server reports
 * two weeks (I).
 */
export const TOKEN_LIFE = 1_209_599

/** Returns a GUID that no record of the list has. The seed, the kind and the parts determine it. */
export const freeGuid = (
  table: Pick<Table<unknown>, 'get'>,
  derive: Derive,
  kind: string,
  ...parts: readonly string[]
): string => {
  for (let attempt = 0; ; attempt++) {
    const id = derive(kind, ...parts, String(attempt)).guid()
    if (table.get(id) === undefined) return id
  }
}
