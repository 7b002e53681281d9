import { Router } from 'express'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

export const useFields = { case: 'text or texts', api: 'text?', times: 'number?' } as const

/** The case that every call gets until told otherwise. */
export const use = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/use', (request, response) => {
    response.json({ uses: tenant(request).script.uses.list() })
  })

  router.put('/use', (request, response) => {
    const { uses } = tenant(request).script
    const read = readFields(request.body, useFields)
    if (!read.ok) {
      badInput(response, read.why)
      return
    }
    const { case: name, api, times } = read.fields
    const why =
      times !== undefined && !(Number.isInteger(times) && times > 0)
        ? 'times must be a whole number above 0.'
        : uses.putTurns(
            [name].flat().map((one) => ({
              case: one,
              ...(api === undefined ? {} : { api }),
              ...(times === undefined ? {} : { times }),
            })),
          )
    if (why === undefined) response.json({ uses: uses.list() })
    else badInput(response, why)
  })

  router.delete('/use', (request, response) => {
    tenant(request).script.uses.clear()
    response.json({ uses: [] })
  })
  return router
}
