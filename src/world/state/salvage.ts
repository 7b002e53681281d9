import { crc32 } from 'node:zlib'
import { checkWorld, type WorldFormat } from '../check-world.ts'
import type { Row } from '../table.ts'
import type { Tenants } from '../tenant-state.ts'
import { applyChange, readSettings, type Change } from './change.ts'
import { linesOf, readSeal, sealStart, type Seal } from './seal.ts'

/** What could be had of a damaged snapshot. */
export interface Salvage {
  readonly tenants: Tenants
  /** Lines that were not as written, and are left out. */
  readonly lost: number
}

/** A line's value and where in the world it belongs. */
interface Found {
  readonly tenant: string
  readonly list: string
  readonly value: unknown
}

/**
 * Reads a damaged snapshot line by line. With its seal intact, exactly the lines that are as written
 * are taken, each where the seal says it belongs; without, every line that still can be read.
 */
export const salvageSnapshot = (format: WorldFormat, bytes: Buffer): Salvage => {
  const start = sealStart(bytes)
  const seal = start < 0 ? undefined : sealAt(bytes, start)
  const lines = linesOf(bytes, start < 0 ? bytes.length : start)
  const tenants: Tenants = new Map()
  let lost = 0
  for (const found of seal === undefined ? bySyntax(lines) : bySeal(lines, seal))
    if (found === undefined || !place(format, tenants, found)) lost++
  return { tenants, lost }
}

const sealAt = (bytes: Buffer, start: number): Seal | undefined => {
  // `,"check":{…}}`, then the line's end.
  const line = bytes.subarray(start, bytes.length).toString('utf8').trimEnd()
  const check = parsed(`{${line.slice(1)}`)
  return isObject(check) ? readSeal(check['check']) : undefined
}

/** Takes the lines whose checksums are in the seal. undefined stands for a value that is lost. */
function* bySeal(lines: Iterable<Buffer>, seal: Seal): Generator<Found | undefined, void> {
  const expected = new Map<number, number[]>()
  seal.lines.forEach((crc, index) => {
    const known = expected.get(crc)
    if (known === undefined) expected.set(crc, [index])
    else known.push(index)
  })
  const kept = new Map<number, Buffer>()
  let next = 0
  const keep = (line: Buffer): boolean => {
    const indexes = expected.get(crc32(line)) ?? []
    const index = indexes.find((one) => one >= next && !kept.has(one))
    if (index === undefined) return false
    kept.set(index, line)
    next = index + 1
    return true
  }
  for (const line of lines)
    if (!keep(line)) for (const part of halves(line, seal.lines[next])) keep(part)
  for (const [tenant, list, first, count] of seal.places)
    for (let at = first; at < first + count; at++) {
      const line = kept.get(at)
      yield line === undefined ? undefined : { tenant, list, value: valueOf(line) }
    }
}

/** Two lines that became one when the end between them was damaged. */
const halves = (line: Buffer, crc: number | undefined): readonly Buffer[] => {
  let running = 0
  for (let cut = 0; cut < line.length; cut++) {
    running = crc32(line.subarray(cut, cut + 1), running)
    if (running === crc) return [line.subarray(0, cut + 1), line.subarray(cut + 2)]
  }
  return []
}

const TENANT = /^\}?,?("(?:[^"\\]|\\.)*"):\{"site":$/
const LIST = /^,("(?:[^"\\]|\\.)*"):\[$/

/** Takes what can be read, where the lines before it say it belongs. */
function* bySyntax(lines: Iterable<Buffer>): Generator<Found | undefined, void> {
  let [tenant, list]: [string | undefined, string | undefined] = [undefined, undefined]
  for (const line of lines) {
    const text = line.toString('utf8')
    const [begun, listed] = [TENANT.exec(text)?.[1], LIST.exec(text)?.[1]]
    if (begun !== undefined) [tenant, list] = [String(parsed(begun)), 'site']
    else if (listed !== undefined) list = String(parsed(listed))
    else if (text === '},"settings":') [tenant, list] = ['', 'settings']
    else if (text === ']' || text === '}' || text === '') continue
    else if (tenant !== undefined && list !== undefined) {
      const value = valueOf(line)
      yield value === undefined ? undefined : { tenant, list, value }
    }
  }
}

/** Puts a value into the tenants; false when it is not of the world's format. */
const place = (format: WorldFormat, tenants: Tenants, { tenant, list, value }: Found): boolean => {
  if (!isObject(value)) return false
  if (list === 'settings') {
    for (const [key, settings] of Object.entries(value))
      Object.assign(tenants.get(key) ?? {}, readSettings(settings))
    return true
  }
  const world = list === 'site' ? { site: value } : { [list]: [value] }
  if (checkWorld(format, world).length > 0) return false
  const change: Change =
    list === 'site' ? { t: tenant, site: value, settings: {} } : { t: tenant, l: list, r: [value] }
  applyChange(format, tenants, change)
  return true
}

/** A record's line, with or without the comma before it. */
const valueOf = (line: Buffer): unknown => {
  const text = line.toString('utf8')
  return parsed(text.startsWith(',') ? text.slice(1) : text)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
