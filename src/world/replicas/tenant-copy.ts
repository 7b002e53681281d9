import type { SharedScript } from '../../core/records.ts'
import type { WorldFormat } from '../world-data.ts'
import { elapsed } from '../clock.ts'
import { type Change, createReplay, wholeChanges } from '../state/change.ts'
import { changesIn, PendingChanges } from '../state/pending.ts'
import { StateError, type Changes, type Tenants } from '../store.ts'

/** Of batches, and of what is in them. */
const LOG_FORMAT = 1

/** What is kept of a tenant beside its world. Only whoever made it knows what is in it. */
interface ScriptRecord {
  readonly s: unknown
}

/** One change of a batch: of the world, or of what stands beside it. */
type BatchChange = Change | ScriptRecord

/** The text of a batch from the texts of its changes. */
export const batchText = (changes: readonly string[]): string =>
  `{"f":${LOG_FORMAT},"c":[${changes.join(',')}]}`

/** The text of a script's record among changes. */
const scriptChange = (record: string): string => `{"s":${record}}`

/** Throws StateError for a batch that this version does not know. */
const readBatch = (text: string): readonly BatchChange[] => {
  const { f, c } = JSON.parse(text) as { readonly f: number; readonly c: readonly BatchChange[] }
  if (f > LOG_FORMAT)
    throw new StateError(
      `the log in Redis was written by a newer version (format ${f}, this one knows ${LOG_FORMAT}): start that version here too`,
    )
  return c
}

/** The store that has a copy. */
export interface CopyOwner {
  readonly tenants: Tenants
  readonly format: WorldFormat
  /** Told of a tenant that is there and has no script. */
  readonly made: (tenant: string) => void
  /** Told of a tenant that is no more. */
  readonly forget: (tenant: string) => void
  /** Runs something while nothing may change: what tries throws NotKeptError with this message. */
  guarded<T>(reason: string, run: () => T): T
}

/** One tenant's copy in this replica: its world, and what stands beside it. */
export class TenantCopy {
  /** When it was used last, here or, as far as that is known, elsewhere; by the steady clock. */
  used = 0
  readonly #tenant: string
  readonly #owner: CopyOwner
  readonly #pending = new PendingChanges(() => undefined)
  readonly #replay: (change: Change) => void
  #apply: ((change: Change) => void) | undefined
  #script: SharedScript | undefined
  /** Of the script, before it is attached. */
  #records: unknown[] = []

  constructor(tenant: string, owner: CopyOwner) {
    this.#tenant = tenant
    this.#owner = owner
    this.#replay = createReplay(owner.format, owner.tenants)
  }

  /** The tenant is in use: its changes are applied by this function from now on. */
  attach(apply: (change: Change) => void): void {
    this.#apply = apply
  }

  /** The script takes the records that have come, and those to come. */
  attachScript(script: SharedScript): void {
    this.#script = script
    for (const record of this.#records.splice(0)) script.apply(record, true)
  }

  /** Somebody wants to be told of what is new. */
  get isFollowed(): boolean {
    return this.#script?.isFollowed() === true
  }

  /** To be told what changes of the world. */
  listen(): Changes {
    return this.#pending.listen(this.#tenant)
  }

  /** The tenant was dropped here. */
  dropped(): void {
    this.#pending.drop(this.#tenant)
    this.#detach()
  }

  /** Brings it up to these batches. `anew`: forget what there was. Throws StateError for a newer format. */
  take(batches: readonly string[], anew: boolean): void {
    const changes = batches.flatMap(readBatch)
    if (batches.length > 0) this.used = elapsed()
    if (anew) {
      this.#records = []
      this.#script?.clear()
      if (changes.length === 0) this.#drop()
    }
    for (const change of changes)
      if ('s' in change) {
        if (this.#script === undefined) this.#records.push(change.s)
        else this.#script.apply(change.s, anew)
      } else if ('dropped' in change) this.#drop()
      else if (this.#apply === undefined) this.#replay(change)
      else this.#apply(change)
    const { tenants, made } = this.#owner
    if (this.#script === undefined && tenants.has(this.#tenant)) made(this.#tenant)
    // What was applied is nothing to tell of.
    this.#pending.take()
    this.#script?.changes()
  }

  /** Whether it was changed since `changes` was called. */
  isChanged(): boolean {
    return this.#pending.some || this.#script?.isChanged() === true
  }

  /** Texts of what was changed since the last time. `drops`: the tenant is no more. */
  changes(): { readonly texts: readonly string[]; readonly drops: boolean } {
    const { tenants } = this.#owner
    const texts = [...changesIn(this.#pending.take(), tenants)]
    const isThere = tenants.has(this.#tenant)
    if (isThere) texts.push(...(this.#script?.changes() ?? []).map(scriptChange))
    return { texts, drops: texts.length > 0 && !isThere }
  }

  /** What it told of was appended. */
  acknowledged(): void {
    this.#script?.acknowledged()
  }

  /** Texts of changes that make it up. */
  whole(): readonly string[] {
    const state = this.#owner.tenants.get(this.#tenant)
    if (state === undefined) return []
    return [
      ...wholeChanges(this.#tenant, state),
      ...(this.#script?.whole() ?? []).map(scriptChange),
    ]
  }

  /** Runs something that must change nothing: what tries throws NotKeptError with this message. */
  guarded<T>(reason: string, run: () => T): T {
    return this.#owner.guarded(reason, run)
  }

  #drop(): void {
    this.#detach()
    if (this.#owner.tenants.delete(this.#tenant)) this.#owner.forget(this.#tenant)
  }

  #detach(): void {
    this.#apply = undefined
    this.#script = undefined
    this.#records = []
  }
}
