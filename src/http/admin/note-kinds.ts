import { Router } from 'express'
import { casesOf } from '../../core/catalogue.ts'
import { caseTitle } from '../../core/case-titles.ts'
import { chineseNotes } from '../../core/chinese-notes.ts'
import type { Admin } from './admin.ts'

/** Chinese titles of all kinds of notes. A note that is named after a case has the case's title. */
export const noteKindRoutes = ({ apis }: Admin): Router => {
  const router = Router()
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
