import type { Shape } from '../../../../src/core/schema.ts'
import { readJson } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { writeJson } from '../../../../src/dialects/aspnet-webapi/json/write-json.ts'
import { CLOCK, every, signup, userInfo } from './dtos.ts'

/**
 * A reading as one line: the members that are not at their default, or null; then the paths of the
 * errors, in order.
 */
const reading = (shape: Shape, options: { dateFormat?: string }) => (json: string) => {
  const { value, errors } = readJson(Buffer.from(json), 'utf-8', shape, options)
  const plain = writeJson(
    shape,
    readJson(Buffer.from('{}'), 'utf-8', shape, options).value,
    options,
  )
  const defaults = members(plain)
  const bound = members(writeJson(shape, value, options))
  const changed = Object.entries(bound ?? {}).filter(
    ([name, text]) => JSON.stringify(text) !== JSON.stringify(defaults?.[name]),
  )
  const shown = value === null ? 'null' : JSON.stringify(Object.fromEntries(changed))
  return [shown, ...errors.map(({ path }) => path)].join(' ! ')
}

const members = (json: string) => JSON.parse(json) as Record<string, unknown> | null

export const readUser = reading(userInfo, CLOCK)
export const readSignup = reading(signup, {})
export const readEvery = reading(every, {})

/** Kinds and sentences of the notes. */
export const notesOn = (json: string, shape: Shape = userInfo): string[] =>
  readJson(Buffer.from(json), 'utf-8', shape, CLOCK).notes.map(
    ({ kind, message }) => `${kind}: ${message}`,
  )
