import { NotKeptError } from '../core/not-kept-error.ts'
import { StateError } from '../world/state/state-error.ts'

/** Title of what is answered in place of what other replicas could not be told of. */
export const NOT_SHARED = 'State not shared'

/** The call was not done, or nobody knows whether: its message says why. Others are defects. */
export const isNotShared = (error: unknown): error is Error =>
  error instanceof NotKeptError || error instanceof StateError
