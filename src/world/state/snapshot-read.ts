import { checkWorld, type WorldFormat } from '../check-world.ts'
import { composeWorld } from '../compose-world.ts'
import type { Row } from '../table.ts'
import type { Tenants, TenantState } from '../tenant-state.ts'
import { WorldError } from '../world-error.ts'
import { readSettings, stateOf } from './change.ts'
import { firstBroken, readSeal, sealStart } from './seal.ts'
import { STATE_FORMAT } from './snapshot-lines.ts'

/** What a state file came to. `problem` ends a sentence that begins with the file's name. */
export type SnapshotReading =
  | { readonly kind: 'read'; readonly tenants: Tenants; readonly format: number }
  /** Once this server's, no longer whole: what is intact can be repaired. */
  | { readonly kind: 'damaged'; readonly problem: string }
  | { readonly kind: 'refused'; readonly problem: string }

const DEFAULT_TENANT = 'default'
const MEMBERS = ['format', 'tenants', 'settings', 'check']

export const readSnapshot = (format: WorldFormat, bytes: Buffer): SnapshotReading => {
  const file = parsed(bytes)
  if (file === undefined) return unreadable(bytes)
  if (!isObject(file)) return refused('is not a state file: it is not a JSON object')
  const seal = Object.hasOwn(file, 'check') ? judgeSeal(file['check'], bytes) : UNSEALED
  const version = file['format']
  if (typeof version === 'number' && version > STATE_FORMAT && seal.kind !== 'broken')
    return refused(
      `was written by a newer version: its format is ${version}, and this one reads up to ${STATE_FORMAT}`,
    )
  if (seal.kind !== 'sound') return damaged(seal.problem)
  if (!Object.hasOwn(file, 'format')) return bareWorld(format, file, bytes)
  const odd = Object.keys(file).find((name) => !MEMBERS.includes(name))
  if (version !== STATE_FORMAT || odd !== undefined)
    return damagedOrForeign(
      bytes,
      odd === undefined ? 'its format is not a known number' : `nothing in one is named ${odd}`,
    )
  return tenantsOf(format, file, seal === UNSEALED)
}

const unreadable = (bytes: Buffer): SnapshotReading => {
  if (bytes.length === 0) return damaged('is empty')
  return damagedOrForeign(bytes, 'it is not JSON')
}

type SealState =
  | { readonly kind: 'sound' }
  /** Unreadable: damaged itself, or not of this version's making. */
  | { readonly kind: 'broken' | 'unreadable'; readonly problem: string }
const SOUND: SealState = { kind: 'sound' }
/** Written by hand. */
const UNSEALED: SealState = { kind: 'sound' }

const judgeSeal = (check: unknown, bytes: Buffer): SealState => {
  const seal = readSeal(check)
  const end = sealStart(bytes)
  if (seal === undefined || end < 0)
    return { kind: 'unreadable', problem: 'is damaged: its checksums are not as they were written' }
  const line = firstBroken(seal, bytes, end)
  if (line === 0) return SOUND
  const hint = 'if that was an edit by hand, take away the member "check" at its end'
  return { kind: 'broken', problem: `is damaged in line ${line} (${hint})` }
}

/** The format before there was a number: one world, the default tenant's. */
const bareWorld = (format: WorldFormat, file: Row, bytes: Buffer): SnapshotReading => {
  const world = handWritten(format, file)
  if (typeof world === 'string') return damagedOrForeign(bytes, world)
  const tenants: Tenants = new Map()
  if (Object.keys(file).length > 0) tenants.set(DEFAULT_TENANT, world)
  return { kind: 'read', tenants, format: 0 }
}

const tenantsOf = (format: WorldFormat, file: Row, byHand: boolean): SnapshotReading => {
  const { tenants: worlds, settings = {} } = file as Readonly<
    Record<'tenants' | 'settings', unknown>
  >
  if (!isObject(worlds) || !isObject(settings)) return refused('is not a state file: no tenants')
  const tenants: Tenants = new Map()
  for (const [key, data] of Object.entries(worlds)) {
    const world = byHand ? handWritten(format, data) : asWritten(format, data)
    if (typeof world === 'string') return refused(`cannot be used: tenant ${key}: ${world}`)
    const own = Object.hasOwn(settings, key) ? readSettings(settings[key]) : {}
    tenants.set(key, { ...world, ...own })
  }
  return { kind: 'read', tenants, format: STATE_FORMAT }
}

/** A world as this server writes it; else what is wrong with it. */
const asWritten = (format: WorldFormat, data: unknown): TenantState | string => {
  const [issue] = checkWorld(format, data)
  return issue === undefined ? stateOf(format, data as Row) : `${issue.path}: ${issue.message}`
}

/** A world as people write it: with nulls, and decimals as numbers. */
const handWritten = (format: WorldFormat, data: unknown): TenantState | string => {
  try {
    const { lists, site } = composeWorld(format, [data as Row])
    return { lists: new Map([...lists].map(([name, rows]) => [name, new Map(rows)])), site }
  } catch (error) {
    if (error instanceof WorldError) return error.message
    throw error
  }
}

const damagedOrForeign = (bytes: Buffer, why: string): SnapshotReading =>
  looksOwn(bytes) ? damaged(`is damaged: ${why}`) : refused(`is not a state file: ${why}`)

/** Whether this server wrote it once, by how it begins or ends. */
const looksOwn = (bytes: Buffer): boolean => {
  const head = bytes.subarray(0, 24).toString('latin1')
  const begun = '{"format":'
  return (
    head.startsWith(begun) ||
    begun.startsWith(head) ||
    head.includes('"tenants":{') ||
    sealStart(bytes) >= 0
  )
}

const damaged = (problem: string): SnapshotReading => ({ kind: 'damaged', problem })
const refused = (problem: string): SnapshotReading => ({ kind: 'refused', problem })

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
