import type { SharedScript } from '../../core/records.ts'
import type { Api } from '../../core/api.ts'
import type { Services } from '../../core/context.ts'
import type { Trace } from '../../core/pipeline.ts'
import { searchLater } from '../stubs/near-miss.ts'
import type { Script } from '../script.ts'
import type { Stub } from '../stubs/stub.ts'
import {
  answeredOf,
  entryRecord,
  stubOf,
  stubRecord,
  type EntryRecord,
  type StubRecord,
  type ScriptChange,
  type Sharing,
} from './script-change.ts'
import { compileConditions } from '../stubs/request-match.ts'

/** Another part of a tenant that replicas share, such as its settings. */
export interface SharedPart {
  /** Returns the change since the last call; undefined if there is none. */
  changed(): unknown
  whole(): readonly unknown[]
  /** Returns false for a record of another part. */
  apply(record: unknown): boolean
  clear(): void
}

/** The stub that answered: its id while the tenant has the stub, else the stub itself. */
interface ByStub {
  readonly by?: string | StubRecord
}
type Recorded =
  | Exclude<ScriptChange, { readonly k: 'stub' | 'entry' }>
  | { readonly k: 'stub'; readonly stub: StubRecord }
  | ({ readonly k: 'entry'; readonly sequence: number; readonly entry: EntryRecord } & ByStub)
  | { readonly k: 'clear' }
  | { readonly k: 'sequence'; readonly last: number }
  | { readonly k: 'part'; readonly part: unknown }

type Follower = (entry: { readonly sequence: number }) => void

/** Records the changes of a script, and applies those that other replicas have recorded. */
export interface ScriptRecorder extends SharedScript {
  readonly sharing: Sharing
  /** Sets the script whose changes are recorded, and the tenant's other parts. */
  record(script: Script, parts: readonly SharedPart[]): void
  /**
   * Calls back for each new journal entry of any replica, once the entry is shared, until the returned
   * function is called.
   */
  follow(listener: Follower): () => void
}

export const createScriptRecorder = (
  apis: readonly Api[],
  services: Services,
  guard: { readonly isGuarded: () => boolean; readonly mayChange: () => void },
): ScriptRecorder => {
  let script: Script | undefined
  let parts: readonly SharedPart[] = []
  let texts: string[] = []
  /** While a change of another replica is applied, it is not recorded again. */
  let isApplying = false
  const followers = new Set<Follower>()
  /** Numbers of the entries that are not shared yet. */
  let unshared: number[] = []
  /** The number of the last entry that followers were told of. */
  let told = 0
  const tellFollowers = (sequence: number): void => {
    told = sequence
    for (const follower of followers) follower({ sequence })
  }

  const byOf = (trace: Trace): ByStub => {
    const stub = script?.stubs.answered({ trace })
    if (stub === undefined) return {}
    return { by: script?.stubs.get(stub.id) === stub ? stub.id : stubRecord(stub) }
  }
  const recordOf = (change: ScriptChange): Recorded => {
    if (change.k === 'stub') return { k: 'stub', stub: stubRecord(change.stub) }
    if (change.k !== 'entry') return change
    const { sequence, answered } = change
    return {
      k: 'entry',
      sequence,
      entry: entryRecord(answered, answered.lateNotes !== undefined),
      ...byOf(answered.call.trace),
    }
  }
  const takeEntry = (own: Script, record: Recorded & { readonly k: 'entry' }, isOld: boolean) => {
    const answered = answeredOf(record.entry, apis, services)
    if (answered === undefined) return
    const { by, entry } = record
    const stub: Stub | undefined =
      by === undefined ? undefined : typeof by === 'string' ? own.stubs.get(by) : stubOf(by)
    if (stub !== undefined) own.stubs.takeAnswered(answered.call.trace, stub)
    const missed = entry.isMissed === true ? own.stubs.missed(answered.call) : undefined
    own.journal.take(record.sequence, { ...answered, lateNotes: searchLater(missed) })
    if (!isOld || record.sequence > told) tellFollowers(record.sequence)
  }
  const applyTo = (own: Script, record: Recorded, isOld: boolean): void => {
    const { stubs, journal, uses, coverage } = own
    switch (record.k) {
      case 'clear':
        clearAll(own)
        break
      case 'stub':
        stubs.put(stubOf(record.stub), compileConditions)
        break
      case 'no-stub':
        stubs.remove(record.id)
        break
      case 'no-stubs':
        stubs.clear()
        break
      case 'kept-stubs':
        stubs.reset()
        break
      case 'matched':
        stubs.takeMatches(record.id, record.count)
        if (record.scenario !== undefined && record.state !== undefined)
          stubs.takeState(record.scenario, record.state)
        break
      case 'state':
        stubs.takeState(record.name, record.state)
        break
      case 'no-states':
        stubs.resetScenarios()
        break
      case 'uses':
        uses.take(record.uses)
        break
      case 'case':
        // The replica that answered has already counted the case for the run.
        coverage.count(record.api, record.name, record.times, true)
        break
      case 'no-cases':
        coverage.reset()
        break
      case 'entry':
        takeEntry(own, record, isOld)
        break
      case 'no-entry':
        journal.remove(record.sequence)
        break
      case 'no-entries':
        journal.clear()
        break
      case 'sequence':
        journal.begin(record.last)
        break
      case 'part':
        parts.some((part) => part.apply(record.part))
    }
  }
  const clearAll = (own: Script): void => {
    own.journal.clear()
    own.journal.begin(0)
    own.coverage.reset()
    own.uses.take([])
    own.stubs.clear()
    for (const part of parts) part.clear()
  }
  const applying = (act: (own: Script) => void): void => {
    if (script === undefined) return
    isApplying = true
    try {
      act(script)
    } finally {
      isApplying = false
    }
  }
  const partTexts = (): readonly string[] =>
    parts.flatMap((part) => {
      const changed = part.changed()
      return changed === undefined ? [] : [text({ k: 'part', part: changed })]
    })

  return {
    sharing: {
      isGuarded: guard.isGuarded,
      tell: (change) => {
        if (isApplying) return
        guard.mayChange()
        texts.push(text(recordOf(change)))
        if (change.k === 'entry') unshared.push(change.sequence)
      },
    },
    record: (own, others) => {
      script = own
      parts = others
    },
    apply: (record, isOld) => {
      applying((own) => {
        applyTo(own, record as Recorded, isOld)
      })
    },
    changes: () => {
      const taken = [...texts, ...partTexts()]
      texts = []
      return taken
    },
    isChanged: () => texts.length > 0,
    acknowledged: () => {
      for (const sequence of unshared.splice(0)) tellFollowers(sequence)
    },
    follow: (follower) => {
      followers.add(follower)
      return () => followers.delete(follower)
    },
    whole: () => (script === undefined ? [] : wholeOf(script, parts, byOf).map(text)),
    clear: () => {
      applying(clearAll)
      texts = []
      unshared = []
    },
    isFollowed: () => followers.size > 0,
  }
}

const text = (record: Recorded): string => JSON.stringify(record)

const wholeOf = (
  { stubs, journal, uses, coverage }: Script,
  parts: readonly SharedPart[],
  byOf: (trace: Trace) => ByStub,
): readonly Recorded[] => {
  const listed = [...stubs.list()].reverse()
  return [
    { k: 'clear' },
    ...listed.map((stub): Recorded => ({ k: 'stub', stub: stubRecord(stub) })),
    ...listed.map((stub): Recorded => {
      return { k: 'matched', id: stub.id, count: stubs.matches(stub.id) }
    }),
    ...stubs.states().map(([name, state]): Recorded => ({ k: 'state', name, state })),
    { k: 'uses', uses: uses.list() },
    ...coverage.all().map(([api, name, times]): Recorded => ({ k: 'case', api, name, times })),
    ...journal.entries().map((entry): Recorded => {
      const { sequence, isMissed = false, trace } = entry
      return { k: 'entry', sequence, entry: entryRecord(entry, isMissed), ...byOf(trace) }
    }),
    { k: 'sequence', last: journal.sequence() },
    ...parts.flatMap((part) => part.whole().map((one): Recorded => ({ k: 'part', part: one }))),
  ]
}
