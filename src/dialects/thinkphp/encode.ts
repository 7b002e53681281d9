import type { Operation } from '../../core/api.ts'
import type { Reply } from '../../core/wire.ts'
import { exceptionReply, exitReply, jsonReply, type Asked } from './reply.ts'
import { EXCEPTION } from './refusals.ts'

const objectFields = new WeakMap<Operation, readonly string[]>()

/**
 * Prints an envelope: `exitCodes` as the application does when it prints and exits, -500 as the
 * exception handler does, all others through the response object.
 */
export const encode = (
  asked: Asked,
  operation: Operation,
  value: unknown,
  exitCodes: ReadonlySet<unknown>,
): Reply => {
  const envelope = phpLike(operation, value)
  const { code, msg } = envelope
  if (code === EXCEPTION) return exceptionReply(asked, String(msg))
  return exitCodes.has(code) ? exitReply(asked, envelope) : jsonReply(asked, envelope)
}

/**
 * PHP has no empty object: `[]` is all it can say (D: `"data":[]`). And where there is no object
 * at all, DataReturn's default is `""` (R).
 */
const phpLike = (operation: Operation, value: unknown): Readonly<Record<string, unknown>> => {
  const envelope = isRecord(value) ? value : {}
  const changed: Record<string, unknown> = {}
  for (const name of objectFieldsOf(operation)) {
    const field = envelope[name]
    if (field === null) changed[name] = ''
    else if (isRecord(field) && Object.keys(field).length === 0) changed[name] = []
  }
  return { ...envelope, ...changed }
}

const objectFieldsOf = (operation: Operation): readonly string[] => {
  let names = objectFields.get(operation)
  if (names === undefined) {
    names = Object.entries(operation.response.fields)
      .filter(([, field]) => field.kind === 'object')
      .map(([name]) => name)
    objectFields.set(operation, names)
  }
  return names
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
