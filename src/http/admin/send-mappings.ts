import { pipeline, Readable } from 'node:stream'
import type { Response } from 'express'
import type { Stub } from '../../scripting/stubs/stub.ts'
import { toMapping } from '../../scripting/wiremock/mapping.ts'

/** Fewer are sent as one text. */
const FEW = 100

/** A list of stub mappings and how many there are, one after the other: together they may be too long for a text. */
export const sendMappings = (
  response: Response,
  stubs: readonly Stub[],
  total = stubs.length,
  view: (stub: Stub) => object = toMapping,
): void => {
  response.type('application/json')
  if (stubs.length <= FEW && stubs.every(isSmall)) {
    response.end([...textOf(stubs, total, view)].join(''))
    return
  }
  // A mapping too long for a text makes the stream fail: that ends this answer and leaves the server running.
  pipeline(Readable.from(textOf(stubs, total, view)), response, () => undefined)
}

const isSmall = ({ respond }: Stub): boolean => {
  if ('sequence' in respond) return false
  const { body = '', base64Body = '' } = respond.response ?? {}
  return body.length + base64Body.length < 65_536
}

function* textOf(
  stubs: readonly Stub[],
  total: number,
  view: (stub: Stub) => object,
): Generator<string> {
  yield '{"mappings":['
  let before = ''
  for (const stub of stubs) {
    yield before + JSON.stringify(view(stub))
    before = ','
  }
  yield `],"meta":${JSON.stringify({ total })}}`
}
