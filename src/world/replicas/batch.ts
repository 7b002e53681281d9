import { StateError } from '../state/state-error.ts'
import type { Change } from '../state/change.ts'

/** Of batches, and of what is in them. */
const LOG_FORMAT = 1

/** What is kept of a tenant beside its world. Only whoever made it knows what is in it. */
export interface ScriptRecord {
  readonly s: unknown
}

/** One change of a batch: of the world, or of what stands beside it. */
export type BatchChange = Change | ScriptRecord

/** The text of a batch from the texts of its changes. */
export const batchText = (changes: readonly string[]): string =>
  `{"f":${LOG_FORMAT},"c":[${changes.join(',')}]}`

/** The text of a script's record among changes. */
export const scriptChange = (record: string): string => `{"s":${record}}`

/** Throws StateError for a batch that this version does not know. */
export const readBatch = (text: string): readonly BatchChange[] => {
  const { f, c } = JSON.parse(text) as { readonly f: number; readonly c: readonly BatchChange[] }
  if (f > LOG_FORMAT)
    throw new StateError(
      `the log in Redis was written by a newer version (format ${f}, this one knows ${LOG_FORMAT}): start that version here too`,
    )
  return c
}
