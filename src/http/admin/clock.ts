import { Router, type Request, type Response } from 'express'
import { signedDurationMs } from '../../core/time.ts'
import type { Clock } from '../../world/clock.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

/** Members of the body of `PUT /clock`: an ISO 8601 instant, or milliseconds apart from the real time. */
export const clockFields = { now: 'text?', frozen: 'truth?', offsetMs: 'number?' } as const
/** Members of the body of `POST /clock/advance`: milliseconds, or a duration such as `2h30m`. */
export const advanceFields = { ms: 'number?', by: 'text?' } as const

/** The tenant's clock: everything follows it, the `Date` header included. */
export const clock = ({ tenant }: Admin): Router => {
  const router = Router()

  /** `act` says in one sentence what it cannot do; the clock itself refuses by RangeError. */
  const change =
    (act: (own: Clock, body: unknown) => string | undefined) =>
    (request: Request, response: Response): void => {
      const own = tenant(request).world.clock
      const why = refusal(() => act(own, request.body))
      if (why === undefined) response.json(own.state())
      else badInput(response, why)
    }

  router.get(
    '/clock',
    change(() => undefined),
  )
  router.put(
    '/clock',
    change((own, body) => {
      const read = readFields(body, clockFields)
      if (!read.ok) return read.why
      const { now, frozen, offsetMs } = read.fields
      own.set({
        ...(now === undefined ? {} : { now }),
        ...(frozen === undefined ? {} : { frozen }),
        ...(offsetMs === undefined ? {} : { offsetMs }),
      })
      return undefined
    }),
  )
  router.post(
    '/clock/advance',
    change((own, body) => {
      const read = readFields(body, advanceFields)
      if (!read.ok) return read.why
      const { ms, by } = read.fields
      if ((ms === undefined) === (by === undefined))
        return 'Say how far: ms, or by in words such as 90s, 2h30m or -5m.'
      const far = ms ?? signedDurationMs(by ?? '')
      if (far === undefined)
        return `by ${JSON.stringify(by)} cannot be: use a duration such as 90s, 2h30m or -5m.`
      own.advance(far)
      return undefined
    }),
  )
  router.post(
    '/clock/freeze',
    change((own) => {
      own.freeze()
      return undefined
    }),
  )
  router.post(
    '/clock/resume',
    change((own) => {
      own.resume()
      return undefined
    }),
  )
  return router
}

const refusal = (act: () => string | undefined): string | undefined => {
  try {
    return act()
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
