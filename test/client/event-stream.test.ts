import { expect, it } from 'vitest'
import { readEvents } from '../../src/client/requests.ts'

const stream =
  ': following\n\nid: 1\nevent: request\ndata: {"a":"微"}\n\ndata: b\ndata: c\n\ndata: unfinished\n'

/** The stream in pieces of so many bytes. */
const pieces = (size: number): ReadableStream<Uint8Array> => {
  const bytes = Buffer.from(stream)
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.subarray(at, at + size))
      controller.close()
    },
  })
}

it.each([1, 2, 7, 1000])('reads the same events in pieces of %i', async (size) => {
  const events: string[] = []
  for await (const data of readEvents(pieces(size))) events.push(data)
  expect(events).toEqual(['{"a":"微"}', 'b\nc'])
})
