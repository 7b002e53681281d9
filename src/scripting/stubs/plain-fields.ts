import type { Call } from '../../core/pipeline.ts'
import { bodyText } from './body-text.ts'

type Fields = Readonly<Record<string, unknown>>

const read = new WeakMap<Buffer, Fields>()

/** Of a request that no API reads: the members of its JSON object, or the fields of its form. Read once. */
export const plainFields = (call: Call): Fields => {
  const { body } = call.request
  let fields = read.get(body)
  if (fields === undefined) {
    fields = fieldsOf(bodyText(call) ?? '', call.request.headers['content-type'] ?? '')
    read.set(body, fields)
  }
  return fields
}

const fieldsOf = (text: string, type: string): Fields => {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text) as Fields
    } catch {
      return {}
    }
  }
  return /urlencoded/i.test(type) ? Object.fromEntries(new URLSearchParams(text)) : {}
}
