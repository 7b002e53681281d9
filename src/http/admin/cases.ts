import { Router, type Request, type Response } from 'express'
import { listCases, type ListedCase } from '../../scripting/coverage.ts'
import type { Admin } from './admin.ts'

/** The catalogue, and which of it has been exercised (control.md, Cases). */
export const cases = ({ apis, tenant }: Admin): Router => {
  const router = Router()
  const list = (request: Request) => listCases(apis, tenant(request).script.coverage)

  router.get('/cases', (request, response) => {
    const { api } = request.query
    const all = list(request)
    response.json({ cases: typeof api === 'string' ? all.filter((row) => row.api === api) : all })
  })

  router.get('/cases/coverage', (request, response) => {
    const all = list(request)
    response.format({
      'application/json': () => {
        sendJson(response, all)
      },
      'text/plain': () => {
        response.send(table(all))
      },
    })
  })
  return router
}

const sendJson = (response: Response, all: readonly ListedCase[]): void => {
  response.json({
    total: all.length,
    exercised: exercised(all).length,
    cases: all.map(({ name, api, answered }) => ({ name, api, answered })),
  })
}

const exercised = (all: readonly ListedCase[]) => all.filter(({ answered }) => answered > 0)

const table = (all: readonly ListedCase[]): string => {
  const width = Math.max(4, ...all.map(({ name }) => name.length))
  const lines = all.map(({ name, answered }) => `${name.padEnd(width)}  ${answered || '-'}`)
  return `${[`${'case'.padEnd(width)}  answered`, ...lines].join('\n')}\n${exercised(all).length} of ${all.length} exercised\n`
}
