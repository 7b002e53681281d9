import { crc32 } from 'node:zlib'
import type { TenantState, Tenants } from '../tenant-state.ts'
import { settingsOf, type TenantSettings } from './change.ts'

/** 1 had no generation, and a checksum of each line. 0 was one world, without a number. */
export const STATE_FORMAT = 2

/** What a state snapshot says of itself. */
export interface SnapshotHead {
  /** Unique: its journal names it. */
  readonly generation: string
  /** The generations whose journals it has taken in. */
  readonly after: readonly string[]
  /** What has changed since is in a journal beside it. */
  readonly journal: boolean
}

const HEAD = `{"format":${STATE_FORMAT},"journal":`

/** Where the head says whether there is a journal, and how: of one length, so that it can be changed in place. */
export const JOURNAL_FLAG = {
  at: HEAD.length,
  head: HEAD,
  textOf: (journal: boolean): string => (journal ? 'true ' : 'false'),
}

/**
 * A state snapshot, line by line with line ends: `{"format":2,…,"tenants":{"<key>":<world>},…}`, a record
 * a line, at its end a checksum of all lines but the first. Tenants may change between two lines: the
 * journal that begins with the state snapshot has what became of them, and applying it twice does no harm.
 */
export function* snapshotLines(tenants: Tenants, head: SnapshotHead): Generator<string, void> {
  const { generation, after, journal } = head
  const rest = JSON.stringify({ generation, after }).slice(1, -1)
  yield `${HEAD}${JOURNAL_FLAG.textOf(journal)},${rest},"tenants":{\n`
  let sum = 0
  for (const line of bodyLines(tenants)) {
    const ended = `${line}\n`
    sum = crc32(ended, sum)
    yield ended
  }
  yield `,"check":${sum}}\n`
}

/** The checksum in the last bytes of a state snapshot, and how many bytes its line has; undefined where there is none. */
export const readCheck = (
  tail: string,
): { readonly sum: number; readonly bytes: number } | undefined => {
  const [line, sum] = /,"check":(\d{1,10})\}\n$/.exec(tail) ?? []
  return line === undefined ? undefined : { sum: Number(sum), bytes: line.length }
}

function* bodyLines(tenants: Tenants): Generator<string, void> {
  const settings: [string, TenantSettings][] = []
  for (const key of [...tenants.keys()]) {
    const state = tenants.get(key)
    if (state === undefined) continue
    yield `${settings.length > 0 ? ',' : ''}${JSON.stringify(key)}:{"site":`
    yield JSON.stringify(state.site)
    yield* listLines(state)
    yield '}'
    settings.push([key, settingsOf(state)])
  }
  yield '},"settings":'
  yield JSON.stringify(Object.fromEntries(settings))
}

function* listLines({ lists }: TenantState): Generator<string, void> {
  for (const [name, rows] of [...lists]) {
    // Records put from here on come after these: they need not be waited for.
    const most = rows.size
    if (most === 0) continue
    yield `,${JSON.stringify(name)}:[`
    let written = 0
    for (const row of rows.values()) {
      yield (written === 0 ? '' : ',') + JSON.stringify(row)
      if (++written === most) break
    }
    yield ']'
  }
}
