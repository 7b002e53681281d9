import { apis } from '../apis/index.ts'
import type { Api } from '../core/api.ts'
import { casesOf, findCase, findCaseByCode } from '../core/catalogue.ts'
import { nearestName } from '../core/nearest-name.ts'
import { createMock } from './mock.ts'
import { parsePreferences } from '../scripting/overrides.ts'
import { parseClock } from '../core/time.ts'

/** Returns why a value of `--clock` is not valid, or undefined if it is valid. */
export const clockProblem = (text: string): string | undefined =>
  parseClock(text) === undefined
    ? 'use an instant such as 2026-01-29T07:00:34Z, or a shift such as +2h or -30m'
    : undefined

/** Returns why a value of `--prefer` is not valid, or undefined if it is valid. */
export const preferProblem = (text: string): string | undefined => {
  const read = parsePreferences(text)
  if ('error' in read) return read.error.replace(/\.$/, '')
  const { example, code, applied } = read
  if (applied.length === 0) return 'use example=<case>, code=<n>, layout=documented or delay=<ms>'
  if (example !== undefined && !apis.some((api) => findCase(api, example)))
    return `no API has the case ${example}${suggestion(example)}; \`cases\` lists them`
  if (code !== undefined && !apis.some((api) => hasCode(api, Number(code))))
    return `no API has the code ${code}; \`cases\` lists them`
  return undefined
}

const hasCode = (api: Api, code: number): boolean =>
  api.operations.some((operation) => findCaseByCode(api, operation, code) !== undefined)

const suggestion = (name: string): string => {
  const near = nearestName(
    name,
    apis.flatMap((api) => casesOf(api).map((row) => row.name)),
  )
  return near === undefined ? '' : ` (did you mean ${near}?)`
}

/** Resolves to the errors in fixtures, and in the world that they make: one line for each error. */
export const fixtureProblems = async (paths: readonly string[]): Promise<readonly string[]> => {
  try {
    const mock = await createMock({ fixtures: paths }, { own: false, reset: () => undefined })
    await mock.close()
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}
