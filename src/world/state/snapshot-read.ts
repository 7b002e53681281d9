import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { isObject } from '../../core/is-object.ts'
import {
  checkRecord,
  checkSite,
  checkWorld,
  completeRow,
  composeWorld,
  missingFields,
  type WorldFormat,
  type WorldIssue,
  WorldError,
} from '../world-data.ts'
import type { Row, Rows } from '../table.ts'
import { DEFAULT_TENANT, emptyState, type Tenants, type TenantState } from '../store.ts'
import { readSettings } from './change.ts'
import { JsonError, JsonRecords, type JsonVisitor } from './json-records.ts'
import { fileChunks } from './files.ts'
import { readCheck, type SnapshotHead, STATE_FORMAT } from './snapshot-file.ts'

/** A state snapshot that was read. */
export interface Snapshot extends SnapshotHead {
  readonly tenants: Tenants
  readonly format: number
  /** Whether every byte is as this version wrote it. */
  readonly asWritten: boolean
}

/** The head of a state file that does not begin as a state snapshot of this version. */
export const unnamed = { generation: '', after: [], journal: false, asWritten: false } as const

/** The result of reading a state file. `problem` ends a sentence that begins with the file's name. */
type SnapshotReading =
  | ({ readonly kind: 'read' } & Snapshot)
  /** The file is a damaged state file. Its intact lines can be loaded. */
  | { readonly kind: 'damaged'; readonly problem: string }
  /** The file is no state file, or a state file of a newer version. */
  | { readonly kind: 'refused'; readonly problem: string }

const MEMBERS = ['format', 'journal', 'generation', 'after', 'tenants', 'settings', 'check']

/** Reads a state file of any layout, record by record. */
export const readSnapshot = async (
  format: WorldFormat,
  path: string,
  signal?: AbortSignal,
): Promise<SnapshotReading> => {
  const { size, asWritten, head } = await look(path, signal)
  if (size === 0) return { kind: 'damaged', problem: 'is empty' }
  const builder = new Builder(format, asWritten)
  const records = new JsonRecords(builder, asWritten)
  const decode = decoderFor(head)
  try {
    for await (const chunk of fileChunks(path, signal, () => records.waiting))
      records.push(decode(chunk))
    records.end()
    return builder.finish()
  } catch (error) {
    if (error instanceof Unfit) return { kind: error.kind, problem: error.message }
    if (!(error instanceof JsonError)) throw error
    if (!looksOwn(head))
      return { kind: 'refused', problem: `is not a state file: ${error.message}` }
    const line = await lineAt(path, error.at, signal)
    return { kind: 'damaged', problem: `is damaged in line ${line}: ${error.message}` }
  }
}

const TAIL = 24

/** Reads the size and the beginning of a file, and compares the file with the checksum at its end. */
const look = async (path: string, signal?: AbortSignal) => {
  const file = await open(path, 'r')
  let size: number
  const [head, tail] = [Buffer.alloc(64), Buffer.alloc(TAIL)]
  try {
    size = (await file.stat()).size
    await file.read(head, 0, head.length, 0)
    await file.read(tail, 0, TAIL, Math.max(0, size - TAIL))
  } finally {
    await file.close()
  }
  const begin = head.subarray(0, Math.min(size, head.length))
  const check = readCheck(tail.toString('latin1'))
  const own = begin.toString('latin1').startsWith(`{"format":${STATE_FORMAT},`)
  if (check === undefined || !own) return { size, head: begin, asWritten: false }
  let [at, sum, started] = [0, 0, false]
  const end = size - check.bytes
  for await (const chunk of fileChunks(path, signal)) {
    const newline = started ? -1 : chunk.indexOf(0x0a)
    const from = started ? 0 : newline < 0 ? chunk.length : newline + 1
    started ||= newline >= 0
    sum = crc32(chunk.subarray(from, Math.max(from, end - at)), sum)
    at += chunk.length
  }
  return { size, head: begin, asWritten: sum === check.sum }
}

/**
 * Creates a function that decodes chunks to UTF-8 without a byte order mark. Editors save UTF-8 with and
 * without such a mark, and UTF-16 with one.
 */
const decoderFor = (head: Buffer): ((chunk: Buffer) => Buffer) => {
  const mark = head.subarray(0, 3).toString('hex')
  if (mark.startsWith('fffe') || mark.startsWith('feff')) {
    const decoder = new TextDecoder(mark.startsWith('fffe') ? 'utf-16le' : 'utf-16be')
    return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }))
  }
  let skip = mark === 'efbbbf' ? 3 : 0
  return (chunk) => {
    const rest = chunk.subarray(skip)
    skip = 0
    return rest
  }
}

/**
 * The file is JSON, but cannot be used. The message continues a sentence that begins with the file's name.
 */
class Unfit extends Error {
  readonly kind: 'refused' | 'damaged'

  constructor(kind: Unfit['kind'], problem: string) {
    super(problem)
    this.kind = kind
  }
}

const refuse = (problem: string): never => {
  throw new Unfit('refused', problem)
}

/** Throws Unfit for contents that no world can hold. The rest of the file can be used. */
const unusable = (problem: string): never => {
  throw new Unfit('damaged', `cannot be used: ${problem}`)
}

/** Builds the tenants from the contents of a state file. Throws Unfit. */
class Builder implements JsonVisitor {
  readonly #format: WorldFormat
  readonly #asWritten: boolean
  readonly #members = new Map<string, unknown>()
  readonly #tenants: Tenants = new Map()
  #key = ''
  #state: TenantState = emptyState()
  #seen = new Set<string>()
  #list = ''
  #rows: Rows = new Map()
  #count = 0

  constructor(format: WorldFormat, asWritten: boolean) {
    this.#format = format
    this.#asWritten = asWritten
  }

  member(name: string, value: unknown): void {
    if (name === 'format' && typeof value === 'number' && value > STATE_FORMAT)
      refuse(
        `was written by a newer version: its format is ${value}, and this one reads up to ${STATE_FORMAT}`,
      )
    if (name === 'tenants') refuse('is not a state file: no tenants')
    if (this.#members.has(name)) unusable(`it has two members named ${text(name)}`)
    this.#members.set(name, value)
  }

  tenant(key: string): void {
    if (this.#tenants.has(key)) unusable(`it has two tenants named ${text(key)}`)
    this.#key = key
    this.#state = emptyState()
    this.#seen = new Set()
    this.#tenants.set(key, this.#state)
  }

  list(name: string): void {
    this.#once(name)
    const rows = new Map<string, Row>()
    if (!this.#format.collections.has(name)) this.value(name, [])
    this.#state.lists.set(name, rows)
    ;[this.#list, this.#rows, this.#count] = [name, rows, 0]
  }

  record(value: unknown): void {
    const collection = this.#format.collections.get(this.#list)
    if (collection === undefined) return
    this.#check(checkRecord(collection, value, this.#count++))
    const row = this.#asWritten ? (value as Row) : completeRow(collection.shape, {}, value as Row)
    const key = row[collection.key] as string
    if (!this.#asWritten)
      for (const field of missingFields(collection.shape, row))
        unusable(`tenant ${this.#key}: ${this.#list}[${this.#count - 1}]: has no ${field}`)
    if (this.#rows.has(key))
      unusable(
        `tenant ${this.#key}: ${this.#list} has two records whose ${collection.key} is ${text(key)}`,
      )
    this.#rows.set(key, row)
  }

  value(name: string, value: unknown): void {
    if (name !== 'site') this.#check(checkWorld(this.#format, { [name]: value }))
    this.#once(name)
    this.#check(checkSite(this.#format, value))
    this.#state.site = this.#asWritten
      ? (value as Row)
      : completeRow(this.#format.site, {}, value as Row)
  }

  finish(): SnapshotReading {
    const members = Object.fromEntries(this.#members)
    const { format = STATE_FORMAT, generation, after, journal, settings = {} } = members
    if (!this.#members.has('format') && this.#tenants.size === 0) return this.#bareWorld(members)
    const odd = [...this.#members.keys()].find((name) => !MEMBERS.includes(name))
    if (odd !== undefined)
      return { kind: 'damaged', problem: `is damaged: nothing in one is named ${odd}` }
    if (format !== STATE_FORMAT && format !== 1)
      return { kind: 'damaged', problem: 'is damaged: its format is not a known number' }
    if (!isObject(settings)) unusable('its settings are not an object')
    for (const [key, state] of this.#tenants)
      if (Object.hasOwn(settings as Row, key))
        Object.assign(state, readSettings((settings as Row)[key]))
    return {
      kind: 'read',
      tenants: this.#tenants,
      format,
      generation: typeof generation === 'string' ? generation : '',
      after: Array.isArray(after) ? after.map(String) : [],
      journal: journal === true,
      asWritten: this.#asWritten,
    }
  }

  /** Reads format 0, which had no format number: one world, which becomes the default tenant's. */
  #bareWorld(data: Row): SnapshotReading {
    const tenants: Tenants = new Map()
    try {
      const { lists, site } = composeWorld(this.#format, [data])
      const own = [...lists].map(([name, rows]) => [name, new Map(rows)] as const)
      if (Object.keys(data).length > 0) tenants.set(DEFAULT_TENANT, { lists: new Map(own), site })
    } catch (error) {
      if (!(error instanceof WorldError)) throw error
      refuse(`is not a state file: ${error.message}`)
    }
    return { kind: 'read', tenants, format: 0, ...unnamed }
  }

  #once(name: string): void {
    if (this.#seen.has(name)) unusable(`tenant ${this.#key} has two members named ${text(name)}`)
    this.#seen.add(name)
  }

  #check([issue]: readonly WorldIssue[]): void {
    if (issue !== undefined) unusable(`tenant ${this.#key}: ${issue.path}: ${issue.message}`)
  }
}

const text = (name: string): string => JSON.stringify(name.slice(0, 64))

/** Returns whether a file begins as this server's state files do. */
const looksOwn = (head: Buffer): boolean => {
  const begin = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  return /^\{\s*"format"\s*:|"tenants"\s*:\s*\{/.test(begin) || '{"format":'.startsWith(begin)
}

/** Resolves to the number of the line at the offset `at`, counted from 1. */
const lineAt = async (path: string, at: number, signal?: AbortSignal): Promise<number> => {
  let [line, left] = [1, at]
  for await (const chunk of fileChunks(path, signal)) {
    for (
      let next = chunk.indexOf(0x0a);
      next >= 0 && next < left;
      next = chunk.indexOf(0x0a, next + 1)
    )
      line++
    left -= chunk.length
    if (left <= 0) break
  }
  return line
}
