import { isObject } from '../../core/is-object.ts'
import { checkRecord, checkSite, type WorldFormat } from '../world-data.ts'
import type { Row } from '../table.ts'
import type { Tenants } from '../store.ts'
import { applyChange, readSettings } from './change.ts'
import { fileLines } from './read-file.ts'

/** What could be had of a damaged state snapshot. */
export interface Salvage {
  readonly tenants: Tenants
  /** Lines that do not parse, or hold no record of the world, and are left out. */
  readonly lost: number
}

const TENANT = /^\}?,?("(?:[^"\\]|\\.)*"):\{"site":$/
const LIST = /^,("(?:[^"\\]|\\.)*"):\[$/

/** Takes every line of a damaged state snapshot that parses, where the lines before it say it belongs. */
export const salvageSnapshot = async (
  format: WorldFormat,
  path: string,
  signal?: AbortSignal,
): Promise<Salvage> => {
  const tenants: Tenants = new Map()
  let [tenant, list, lost] = ['', '', 0]
  const take = (text: string): void => {
    const value = parsed(text.startsWith(',') ? text.slice(1) : text)
    if (!isObject(value) || !place(format, tenants, tenant, list, value)) lost++
  }
  for await (const lines of fileLines(path, signal))
    for (const { bytes } of lines) {
      const text = bytes.toString('utf8')
      const begun = parsed(TENANT.exec(text)?.[1] ?? '')
      const listed = parsed(LIST.exec(text)?.[1] ?? '')
      if (typeof begun === 'string') [tenant, list] = [begun, 'site']
      else if (typeof listed === 'string') list = listed
      else if (text === '},"settings":') list = 'settings'
      else if (!isFrame(text)) take(text)
    }
  return { tenants, lost }
}

/** A line that holds nothing itself. */
const isFrame = (text: string): boolean =>
  [']', '}', ''].includes(text) || text.startsWith('{"format":') || text.startsWith(',"check":')

/** Puts a value into the tenants; false when it is not of the world's format. */
const place = (
  format: WorldFormat,
  tenants: Tenants,
  tenant: string,
  list: string,
  value: Row,
): boolean => {
  if (list === 'settings') {
    for (const [key, settings] of Object.entries(value))
      Object.assign(tenants.get(key) ?? {}, readSettings(settings))
    return true
  }
  if (tenant === '') return false
  const collection = format.collections.get(list)
  if (list !== 'site' && collection === undefined) return false
  const issues =
    collection === undefined ? checkSite(format, value) : checkRecord(collection, value, 0)
  if (issues.length > 0) return false
  applyChange(
    format,
    tenants,
    collection === undefined
      ? { t: tenant, site: value, settings: {} }
      : { t: tenant, l: list, r: [value] },
  )
  return true
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
