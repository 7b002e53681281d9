import type { Api } from '../core/api.ts'
import { casesOf } from '../core/catalogue.ts'
import { nearestName } from '../core/nearest-name.ts'

/** One sentence about a case that none of these APIs has: what was meant, or what there is. */
export const unknownCase = (apis: readonly Api[], name: string, api?: string): string => {
  const among = api === undefined ? apis : apis.filter((one) => one.name === api)
  const short = name.slice(name.indexOf('/') + 1)
  return `There is no case ${name}${api === undefined ? '' : ` in ${api}`}; ${advice(among, apis, short)}`
}

const advice = (among: readonly Api[], apis: readonly Api[], name: string): string => {
  const rows = among.flatMap(casesOf)
  const names = unique(rows.map((row) => row.name))
  const elsewhere = apis.filter((api) => casesOf(api).some((row) => row.name === name))
  if (elsewhere.length > 0) return `${elsewhere.map((api) => api.name).join(' and ')} has it.`
  const byCode = /^-?\d+$/.test(name)
    ? rows.filter((row) => row.code === Number(name) || row.status === Number(name))
    : []
  if (byCode.length > 0)
    return `${name} is what ${unique(byCode.map((row) => row.name)).join(', ')} answers with: use its name.`
  const near = nearestName(name, names)
  if (near !== undefined) return `did you mean ${near}? \`cases\` lists them.`
  const numbers = /^\d+$/.test(name) ? names.filter((one) => /^\d+$/.test(one)) : []
  const some = numbers.length === 0 ? '' : `there is ${numbers.join(', ')}; `
  return `${some}\`cases\` lists them.`
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]
