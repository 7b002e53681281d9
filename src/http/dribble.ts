import type { Delay, Reply } from '../core/wire.ts'
import { dropOnThrow } from './drop-on-throw.ts'
import type { Log } from './log.ts'
import { whenClosed } from './turns.ts'
import { startHead, write, type Writing } from './write.ts'

type Dribble = NonNullable<Delay['dribble']>

/** Sends the body in equal parts, each after its share of the time (WireMock's chunkedDribbleDelay). */
export const dribble = (
  { numberOfChunks, totalDuration }: Dribble,
  reply: Reply,
  writing: Writing,
  log: Log,
): void => {
  const body = Buffer.from(reply.body)
  const parts = Math.min(Math.max(1, Math.floor(numberOfChunks)), body.length)
  if (parts < 1 || writing.request.method === 'HEAD') {
    write(reply, writing)
    return
  }
  const { request, response } = writing
  startHead({ ...reply, body }, writing)
  let part = 0
  let timer: NodeJS.Timeout
  const next = () => {
    const from = Math.floor((body.length * part) / parts)
    const to = Math.floor((body.length * ++part) / parts)
    response.write(body.subarray(from, to))
    if (part < parts) {
      wait()
      return
    }
    forget()
    response.end()
  }
  const wait = () => {
    timer = setTimeout(() => {
      dropOnThrow(request.socket, log, next)
    }, totalDuration / parts)
  }
  wait()
  // Behind others, the response is not told that its connection is gone.
  const forget = whenClosed(request.socket, () => {
    clearTimeout(timer)
  })
}
