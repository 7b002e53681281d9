import type { ExampleRequest } from '../../core/api.ts'
import type { Instant } from '../../core/schema.ts'

/** An example request of an operation that takes its DTO as JSON; a change to null takes a field away. */
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
 * When the help pages were generated: 2026-01-29T15:00:34.1406325+08:00
 * (docs/spec/behaviour.md#documented-samples).
 */
export const helpPageDate: Instant = {
  ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140),
  ticks: 6325,
  kind: 'local',
}
