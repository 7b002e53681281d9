import { type Request, Router } from 'express'
import { casesOf, caseTitle } from '../../core/catalogue.ts'
import { chineseNotes } from '../../core/chinese-notes.ts'
import { coverageJUnit, coverageReport, coverageTable } from '../../scripting/coverage-report.ts'
import { listCases, type ListedCase } from '../../scripting/coverage.ts'
import { type Admin, sendProblem, badInput } from './admin.ts'
import { readFields } from './json-body.ts'

/** The calls for the catalogue of cases and their coverage (docs/spec/control.md#cases). */
export const cases = ({ apis, tenant, run }: Admin): Router => {
  const router = Router()
  const list = (request: Request): readonly ListedCase[] =>
    listCases(apis, request.query['scope'] === 'run' ? run : tenant(request).script.coverage)

  router.get('/cases', (request, response) => {
    const { api } = request.query
    const all = list(request)
    response.json({ cases: typeof api === 'string' ? all.filter((row) => row.api === api) : all })
  })

  // With `scope=run` the counts are those of all tenants since the start, including what was reset or dropped
  // (I).
  router.get('/cases/coverage', (request, response) => {
    const all = list(request)
    response.format({
      'application/json': () => {
        response.json(coverageReport(all))
      },
      'text/plain': () => {
        response.send(coverageTable(all))
      },
      'application/xml': () => {
        response.send(coverageJUnit(all))
      },
      default: () => {
        sendProblem(
          response,
          406,
          'Not acceptable',
          'Coverage comes as application/json, text/plain or application/xml (JUnit).',
        )
      },
    })
  })

  // Chinese titles of all kinds of notes. A note kind that is named after a case has the title of the case.
  router.get('/note-kinds', (_request, response) => {
    const cases = apis.flatMap(casesOf).map((row) => ({
      kind: row.name,
      title: caseTitle(row),
      advice: '',
    }))
    const own = Object.entries(chineseNotes).map(([kind, text]) => ({ kind, ...text }))
    const named = new Map([...cases, ...own].map((one) => [one.kind, one]))
    response.json({ kinds: [...named.values()] })
  })
  return router
}

/** Members of the body of `PUT /use`. The OpenAPI document is made from them. */
export const useFields = { case: 'text or texts', api: 'text?', times: 'number?' } as const

/** The calls for the cases in use. */
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
