import type { Shape } from '../core/schema.ts'
import { checkWorld, type WorldFormat, type WorldIssue } from './check-world.ts'
import type { Row } from './table.ts'
import { WorldError } from './world-error.ts'

/**
 * Data of the world's format (docs/spec/control.md#format-of-the-world): lists by name, and `site`.
 */
export type WorldData = Readonly<Record<string, unknown>>

/** Checked and merged: records by list and key. */
export interface ComposedWorld {
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, Row>>
  readonly site: Row
}

export const emptyWorld: ComposedWorld = { lists: new Map(), site: {} }

/** Merges layers of data, each over those before it. Throws WorldError. */
export const composeWorld = (format: WorldFormat, layers: readonly WorldData[]): ComposedWorld =>
  layers.reduce((world, layer) => overlay(format, world, layer), emptyWorld)

const overlay = (format: WorldFormat, below: ComposedWorld, data: WorldData): ComposedWorld => {
  const { lists, site } = mergeData(format, below, data)
  const all = new Map(below.lists)
  for (const [name, rows] of lists)
    all.set(name, new Map([...(below.lists.get(name) ?? []), ...rows]))
  return { lists: all, site }
}

/**
 * What the records that `data` speaks of become when merged over `existing`: by key, field by
 * field; null takes a field away. Throws WorldError.
 */
export const mergeData = (
  format: WorldFormat,
  existing: ComposedWorld,
  data: WorldData,
): ComposedWorld => {
  const found = checkWorld(format, data)
  if (found.length > 0) throw new WorldError(found)
  const issues: WorldIssue[] = []
  const lists = new Map<string, ReadonlyMap<string, Row>>()
  for (const [name, { key: keyField, shape }] of format.collections) {
    if (!Object.hasOwn(data, name)) continue
    const rows = new Map<string, Row>()
    for (const [index, record] of (data[name] as readonly Row[]).entries()) {
      const key = record[keyField] as string
      const row = completeRow(
        shape,
        rows.get(key) ?? existing.lists.get(name)?.get(key) ?? {},
        record,
      )
      rows.set(key, row)
      for (const field of missingFields(shape, row))
        issues.push({ path: `${name}[${index}]`, message: `has no ${field}` })
    }
    lists.set(name, rows)
  }
  if (issues.length > 0) throw new WorldError(issues.slice(0, 20))
  const site = Object.hasOwn(data, 'site') ? (data['site'] as Row) : {}
  return { lists, site: completeRow(format.site, existing.site, site) }
}

/** Required fields that a record does not have. */
export const missingFields = (shape: Shape, row: Row): readonly string[] =>
  Object.keys(shape.fields).filter(
    (name) => shape.fields[name]?.required === true && !Object.hasOwn(row, name),
  )

/**
 * A record, or `site`, with changes field by field: null takes a field away, decimals become digits.
 * Object.fromEntries makes own properties only, whatever they are called.
 */
export const completeRow = (shape: Shape, old: Row, change: Row): Row => {
  const entries = new Map(Object.entries(old))
  for (const [name, value] of Object.entries(change))
    if (value === null || value === undefined) entries.delete(name)
    else entries.set(name, kept(shape, name, value))
  return Object.fromEntries(entries)
}

/** Decimals are kept as digits. */
const kept = (shape: Shape, name: string, value: unknown): unknown =>
  shape.fields[name]?.kind === 'decimal' && typeof value === 'number' ? String(value) : value
