import { isObject } from '../core/is-object.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Collection } from '../core/records.ts'
import type { Field, Shape } from '../core/schema.ts'
import { parseInstant } from '../core/time.ts'
import type { Row } from './table.ts'

/** An error in a world's data, and its place, such as `people[2].gender`. */
export interface WorldIssue {
  readonly path: string
  readonly message: string
}

/** The format of a world: its lists, and the settings under `site`. */
export interface WorldFormat {
  readonly collections: ReadonlyMap<string, Collection>
  readonly site: Shape
}

const MOST_ISSUES = 20

/** Joins the lists and settings of all APIs in one format. Throws Error if two lists have the same name. */
export const createWorldFormat = (
  collections: readonly Collection[],
  siteShapes: readonly Shape[] = [],
): WorldFormat => {
  const byName = new Map<string, Collection>()
  for (const collection of collections) {
    const other = byName.get(collection.name)
    if (other !== undefined && other !== collection)
      throw new Error(`Two APIs have a list named ${collection.name}.`)
    byName.set(collection.name, collection)
  }
  const fields = siteShapes.flatMap((shape) => Object.entries(shape.fields))
  return { collections: byName, site: { name: 'site', fields: Object.fromEntries(fields) } }
}

/**
 * Checks the names, types and keys in a world's data. A null field has no value. Required fields other
 * than the key are not checked: see `missingFields`. Returns at most 20 issues.
 */
export const checkWorld = (format: WorldFormat, data: unknown): readonly WorldIssue[] => {
  return gathered((report) => {
    if (!isObject(data)) report('', 'a world is an object of lists, and `site`')
    else
      for (const [name, value] of Object.entries(data)) {
        const collection = format.collections.get(name)
        if (name === 'site') checkObject(format.site, value, 'site', report)
        else if (collection === undefined) report(name, unknownList(format, name))
        else checkList(collection, value, report)
      }
  })
}

/**
 * Checks one record of a list, as `checkWorld` does. `index` is the record's place, for the issues' paths.
 */
export const checkRecord = (
  { name, key, shape }: Collection,
  record: unknown,
  index: number,
): readonly WorldIssue[] =>
  gathered((report) => {
    const path = `${name}[${index}]`
    checkObject(shape, record, path, report)
    if (isObject(record) && (!Object.hasOwn(record, key) || record[key] === null))
      report(path, `has no ${key}, which identifies a record of ${name}`)
  })

/** Checks the settings under `site`, as `checkWorld` does. */
export const checkSite = (format: WorldFormat, site: unknown): readonly WorldIssue[] =>
  gathered((report) => {
    checkObject(format.site, site, 'site', report)
  })

const gathered = (check: (report: Report) => void): readonly WorldIssue[] => {
  const issues: WorldIssue[] = []
  check((path, message) => {
    if (issues.length < MOST_ISSUES) issues.push({ path, message })
  })
  return issues
}

type Report = (path: string, message: string) => void

const unknownList = ({ collections }: WorldFormat, name: string): string => {
  const names = [...collections.keys(), 'site']
  return `no list of a world${meant(name, names)}; there are ${names.join(', ')}`
}

/** Returns the nearest known name as ` (people?)`, or an empty text if no name is near. */
export const meant = (name: string, names: readonly string[]): string => {
  const nearest = nearestName(name, names)
  return nearest === undefined ? '' : ` (${nearest}?)`
}

const checkList = (collection: Collection, value: unknown, report: Report): void => {
  if (!Array.isArray(value)) {
    report(collection.name, 'must be a list of records')
    return
  }
  value.forEach((record: unknown, index) => {
    for (const { path, message } of checkRecord(collection, record, index)) report(path, message)
  })
}

const checkObject = (shape: Shape, value: unknown, path: string, report: Report): void => {
  if (!isObject(value)) {
    report(path, `must be an object, not ${kindOf(value)}`)
    return
  }
  for (const name of Object.keys(value)) {
    const at = `${path}.${name}`
    const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
    if (field === undefined) report(at, unknownField(shape, name))
    // Records that handlers made may hold undefined, which JSON does not have.
    else if (value[name] !== null && value[name] !== undefined)
      checkField(field, value[name], at, report)
  }
}

const unknownField = ({ fields }: Shape, name: string): string => {
  const names = Object.keys(fields)
  return `no field${meant(name, names)}; there are ${names.join(', ') || 'none'}`
}

const checkField = (field: Field, value: unknown, path: string, report: Report): void => {
  switch (field.kind) {
    case 'string':
    case 'dateTime':
      if (typeof value !== 'string') report(path, `must be text, not ${kindOf(value)}`)
      else if (field.instant === true && parseInstant(value) === undefined)
        report(path, 'must be an instant such as 2026-01-29T07:00:34Z')
      break
    case 'integer':
      if (!Number.isInteger(value)) report(path, `must be a whole number, not ${kindOf(value)}`)
      break
    case 'decimal':
      if (!isDecimal(value)) report(path, `must be a number, not ${kindOf(value)}`)
      break
    case 'boolean':
      if (typeof value !== 'boolean') report(path, `must be true or false, not ${kindOf(value)}`)
      break
    case 'enum':
      if (!isMember(field.members, value))
        report(path, `must be one of ${Object.keys(field.members).join(', ')}`)
      break
    case 'list':
      if (field.orOne === true && !Array.isArray(value)) checkField(field.of, value, path, report)
      else if (!Array.isArray(value)) report(path, `must be a list, not ${kindOf(value)}`)
      else
        value.forEach((item: unknown, index) => {
          checkField(field.of, item, `${path}[${index}]`, report)
        })
      break
    case 'map':
      if (!isObject(value)) report(path, `must be an object, not ${kindOf(value)}`)
      else
        for (const [name, item] of Object.entries(value))
          checkField(field.of, item, `${path}.${name}`, report)
      break
    case 'object':
      checkObject(field.of, value, path, report)
  }
}

/** Accepts digits as text, or a JSON number. */
const isDecimal = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : typeof value === 'string' && /^-?\d{1,29}(?:\.\d{1,29})?$/.test(value)

const isMember = (members: Readonly<Record<string, number>>, value: unknown): boolean =>
  typeof value === 'string'
    ? Object.hasOwn(members, value)
    : Object.values(members).some((number) => number === value)

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`
  if (typeof value === 'number' || typeof value === 'boolean')
    return `the ${typeof value} ${String(value)}`
  return 'an object'
}

/** Data of the world's format (docs/spec/control.md#format-of-the-world): lists by name, and `site`. */
export type WorldData = Readonly<Record<string, unknown>>

/** Data that was checked and merged: records by list and key. */
export interface ComposedWorld {
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, Row>>
  readonly site: Row
}

const emptyWorld: ComposedWorld = { lists: new Map(), site: {} }

/**
 * Merges layers of data, each over those before it. Throws WorldError if data is not of the world's format.
 */
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
 * Merges the records of `data` over those of `existing`, by key and field by field. Null removes a field.
 * Returns only the records that `data` names, and the whole `site`. Throws WorldError as `composeWorld` does.
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

/** Returns the names of the required fields that a record lacks. */
export const missingFields = (shape: Shape, row: Row): readonly string[] =>
  Object.keys(shape.fields).filter(
    (name) => shape.fields[name]?.required === true && !Object.hasOwn(row, name),
  )

/**
 * Returns a record, or `site`, after changing it field by field. Null removes a field. Decimals become
 * text. Object.fromEntries makes only own properties, whatever their names are.
 */
export const completeRow = (shape: Shape, old: Row, change: Row): Row => {
  const entries = new Map(Object.entries(old))
  for (const [name, value] of Object.entries(change))
    if (value === null || value === undefined) entries.delete(name)
    else entries.set(name, kept(shape, name, value))
  return Object.fromEntries(entries)
}

/** Decimals are stored as text, digit by digit. */
const kept = (shape: Shape, name: string, value: unknown): unknown =>
  shape.fields[name]?.kind === 'decimal' && typeof value === 'number' ? String(value) : value

/** The data is not of the world's format, or names something that the world does not have. */
export class WorldError extends Error {
  override readonly name = 'WorldError'
  readonly issues: readonly WorldIssue[]

  constructor(issues: readonly WorldIssue[]) {
    super(
      issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
    )
    this.issues = issues
  }
}
