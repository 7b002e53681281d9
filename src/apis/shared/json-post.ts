import type { ExampleRequest } from '../../core/api.ts'

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
