import { crc32 } from 'node:zlib'
import type { TenantState, Tenants } from '../tenant-state.ts'
import { settingsOf, type TenantSettings } from './change.ts'
import { Checksums, sealLine, type Place } from './seal.ts'

export const STATE_FORMAT = 1

/**
 * A snapshot, line by line with line ends: `{"format":1,"tenants":{"<key>":<world>},…}`, a record
 * a line, sealed at its end. Tenants may change between two lines: the journal that begins with the
 * snapshot has what became of them, and applying it twice does no harm.
 */
export function* snapshotLines(tenants: Tenants): Generator<string, void> {
  const sums = new Checksums()
  const places: Place[] = []
  for (const line of bodyLines(tenants, (tenant, list, count) => {
    places.push([tenant, list, sums.count - count, count])
  })) {
    sums.push(crc32(line))
    yield `${line}\n`
  }
  yield `${sealLine(sums, places)}\n`
}

/** Is told where the values of a list end, and how many they are: some may go while they are written. */
type Mark = (tenant: string, list: string, lines: number) => void

function* bodyLines(tenants: Tenants, mark: Mark): Generator<string, void> {
  yield `{"format":${STATE_FORMAT},"tenants":{`
  const settings: [string, TenantSettings][] = []
  for (const key of [...tenants.keys()]) {
    const state = tenants.get(key)
    if (state === undefined) continue
    yield `${settings.length > 0 ? ',' : ''}${JSON.stringify(key)}:{"site":`
    yield JSON.stringify(state.site)
    mark(key, 'site', 1)
    yield* listLines(key, state, mark)
    yield '}'
    settings.push([key, settingsOf(state)])
  }
  yield '},"settings":'
  yield JSON.stringify(Object.fromEntries(settings))
  mark('', 'settings', 1)
}

function* listLines(key: string, { lists }: TenantState, mark: Mark): Generator<string, void> {
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
    mark(key, name, written)
    yield ']'
  }
}
