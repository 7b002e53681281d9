import { Router, type Request, type Response } from 'express'
import type { Clock } from '../../world/clock.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

export const clockFields = { now: 'text?', frozen: 'truth?', offsetMs: 'number?' } as const
export const advanceFields = { ms: 'number' } as const

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
      own.advance(read.fields.ms)
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
