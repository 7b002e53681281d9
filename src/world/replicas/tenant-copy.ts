import type { SharedScript } from '../../core/records.ts'
import type { WorldFormat } from '../world-data.ts'
import { elapsed } from '../clock.ts'
import { type Change, createReplay, wholeChanges } from '../state/change.ts'
import { changesIn, PendingChanges } from '../state/pending.ts'
import { StateError, type Changes, type Tenants } from '../store.ts'

/** The format of batches and of the changes in them. */
const LOG_FORMAT = 1

/** A record of the state beside a tenant's world. Only the tenant's script can read its contents. */
interface ScriptRecord {
  readonly s: unknown
}

/** One change of a batch: of the world, or of the state beside it. */
type BatchChange = Change | ScriptRecord

/** Returns the text of a batch with the given texts of changes. */
export const batchText = (changes: readonly string[]): string =>
  `{"f":${LOG_FORMAT},"c":[${changes.join(',')}]}`

/** Returns the text of a change that holds a script's record. */
const scriptChange = (record: string): string => `{"s":${record}}`

/** Reads the changes of a batch. Throws StateError if a newer version has written the batch. */
const readBatch = (text: string): readonly BatchChange[] => {
  const { f, c } = JSON.parse(text) as { readonly f: number; readonly c: readonly BatchChange[] }
  if (f > LOG_FORMAT)
    throw new StateError(
      `the log in Redis was written by a newer version (format ${f}, this one knows ${LOG_FORMAT}): start that version here too`,
    )
  return c
}

/** The store to which a copy belongs. */
export interface CopyOwner {
  readonly tenants: Tenants
  readonly format: WorldFormat
  /** Called for a tenant that exists and has no script. */
  readonly made: (tenant: string) => void
  /** Called for a tenant that was dropped. */
  readonly forget: (tenant: string) => void
  /** Runs a function that must change nothing. An attempt to change something throws NotKeptError(reason). */
  guarded<T>(reason: string, run: () => T): T
}

/** This replica's copy of one tenant: its world, and the state beside it. */
export class TenantCopy {
  /** The time of the last use here or, as far as that is known, in another replica; by the steady clock. */
  used = 0
  readonly #tenant: string
  readonly #owner: CopyOwner
  readonly #pending = new PendingChanges(() => undefined)
  readonly #replay: (change: Change) => void
  #apply: ((change: Change) => void) | undefined
  #script: SharedScript | undefined
  /** Records for the script that arrive before the script is attached. */
  #records: unknown[] = []

  constructor(tenant: string, owner: CopyOwner) {
    this.#tenant = tenant
    this.#owner = owner
    this.#replay = createReplay(owner.format, owner.tenants)
  }

  /** Sets the function that applies changes from now on, as the tenant is in use. */
  attach(apply: (change: Change) => void): void {
    this.#apply = apply
  }

  /** Attaches the script. The script receives the records that have arrived, and all later ones. */
  attachScript(script: SharedScript): void {
    this.#script = script
    for (const record of this.#records.splice(0)) script.apply(record, true)
  }

  /** Whether a listener waits for new entries of the tenant. */
  get isFollowed(): boolean {
    return this.#script?.isFollowed() === true
  }

  /** Returns the listener that must be told of changes of the world. */
  listen(): Changes {
    return this.#pending.listen(this.#tenant)
  }

  /** Reports that this replica has dropped the tenant. */
  dropped(): void {
    this.#pending.drop(this.#tenant)
    this.#detach()
  }

  /** Applies batches. `anew`: the batches make up the whole tenant. Throws StateError for a newer format. */
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
    // Changes of other replicas must not be appended again, so their marks are discarded.
    this.#pending.take()
    this.#script?.changes()
  }

  /** Returns whether the tenant has changed since `changes` was called. */
  isChanged(): boolean {
    return this.#pending.some || this.#script?.isChanged() === true
  }

  /** Returns the texts of the changes since the last call. `drops` is true if the tenant was dropped. */
  changes(): { readonly texts: readonly string[]; readonly drops: boolean } {
    const { tenants } = this.#owner
    const texts = [...changesIn(this.#pending.take(), tenants)]
    const isThere = tenants.has(this.#tenant)
    if (isThere) texts.push(...(this.#script?.changes() ?? []).map(scriptChange))
    return { texts, drops: texts.length > 0 && !isThere }
  }

  /** Reports that the changes of the last call of `changes` were appended. */
  acknowledged(): void {
    this.#script?.acknowledged()
  }

  /** Returns the texts of changes that make up the whole tenant. */
  whole(): readonly string[] {
    const state = this.#owner.tenants.get(this.#tenant)
    if (state === undefined) return []
    return [
      ...wholeChanges(this.#tenant, state),
      ...(this.#script?.whole() ?? []).map(scriptChange),
    ]
  }

  /** Runs a function that must change nothing. An attempt to change something throws NotKeptError(reason). */
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
