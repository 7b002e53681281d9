import type { Answered } from '../entry.ts'
import type { Stub } from '../stubs/stub.ts'
import type { Use } from '../use.ts'

/** What has become of a tenant's script, for other replicas. */
export type ScriptChange =
  /** A stub was added, or replaced the one with the same id. */
  | { readonly k: 'stub'; readonly stub: Stub }
  | { readonly k: 'no-stub'; readonly id: string }
  | { readonly k: 'no-stubs' }
  /** A reset: only the stubs that survive one are left. */
  | { readonly k: 'kept-stubs' }
  /** A stub has answered, for the `count`th time; its scenario may be in another state. */
  | {
      readonly k: 'matched'
      readonly id: string
      readonly count: number
      readonly scenario?: string
      readonly state?: string
    }
  | { readonly k: 'state'; readonly name: string; readonly state: string }
  | { readonly k: 'no-states' }
  | { readonly k: 'uses'; readonly uses: readonly Use[] }
  /** A case was answered, once or so many times. */
  | { readonly k: 'case'; readonly api: string; readonly name: string; readonly times?: number }
  | { readonly k: 'no-cases' }
  | { readonly k: 'entry'; readonly sequence: number; readonly answered: Answered }
  | { readonly k: 'no-entry'; readonly sequence: number }
  | { readonly k: 'no-entries' }

/** Told of a change before it is made. Throws NotKeptError where nothing may be changed. */
export type TellChange = (change: ScriptChange) => void

/** How a script that replicas share tells of its changes. */
export interface Sharing {
  readonly tell: TellChange
  /** Nothing may be changed now: what was answered is not remembered. */
  readonly isGuarded: () => boolean
}
