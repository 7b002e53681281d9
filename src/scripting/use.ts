import { findCase, findCaseByCode, casesOf } from '../core/catalogue.ts'
import type { Api } from '../core/api.ts'
import type { Middleware } from '../core/pipeline.ts'
import { nearestName } from '../core/nearest-name.ts'
import { answerCase, perform, type Preferences } from './overrides.ts'
import type { TellChange } from './shared/script-change.ts'

/** A case that every matching call gets until told otherwise (docs/spec/control.md#overrides). */
export interface Use {
  /** The case's short or full name. */
  readonly case: string
  readonly api?: string
  /** How many more calls get the case; absent: all. */
  readonly times?: number
  /**
   * One of several cases that take turns. Without `times`, the case moves behind the others after its answer.
   */
  readonly turn?: true
}

/** The cases in use: for each API, and for all APIs, one case or several that take turns. */
export interface Uses {
  list(): readonly Use[]
  /** Replaces the cases in use for the same API. Returns one sentence if the case cannot be used. */
  put(use: Use): string | undefined
  /**
   * Like `put`, but the cases of one API take turns, again and again. A case with `times` takes as many
   * turns.
   */
  putTurns(uses: readonly Use[]): string | undefined
  /** Takes exactly this use out again, if it is still there, also when some of its `times` are spent. */
  remove(use: Use): void
  clear(): void
  /** Sets the cases in use to those of another replica. */
  take(uses: readonly Use[]): void
  readonly middleware: Middleware
}

/**
 * Creates an empty set of cases in use. `standing` is the server's own `--prefer`: weaker than any case in
 * use.
 */
export const createUses = (
  apis: readonly Api[],
  standing?: Preferences,
  tell?: TellChange,
): Uses => {
  let uses: readonly Use[] = []
  const become = (next: readonly Use[]): void => {
    tell?.({ k: 'uses', uses: next })
    uses = next
  }
  const answer: Middleware = (call, next) => {
    const use = uses.length === 0 ? undefined : pick(uses, call.api)
    if (use !== undefined) {
      const reply = answerCase(call, findCase(call.api, use.case), 'use', `\`use ${use.case}\``)
      if (reply !== undefined) {
        if (use.times !== undefined) become(spend(uses, use))
        else if (use.turn === true && uses.length > 1)
          become([...uses.filter((other) => other !== use), use])
        return reply
      }
    }
    return standing === undefined ? next(call) : (preferred(standing, call) ?? next(call))
  }
  return {
    middleware:
      standing === undefined ? answer : (call, next) => perform(call, standing, answer(call, next)),
    list: () => uses,
    put: (use) => {
      const why = refusal(apis, use)
      if (why === undefined) become([...uses.filter((other) => other.api !== use.api), use])
      return why
    },
    putTurns: (all) => {
      const why = all.map((use) => refusal(apis, use)).find((one) => one !== undefined)
      if (why === undefined)
        become([
          ...uses.filter((other) => !all.some(({ api }) => api === other.api)),
          ...all.map((use) => inTurn(use, all)),
        ])
      return why
    },
    remove: (unwanted) => {
      become(uses.filter((use) => rootOf(use) !== rootOf(unwanted)))
    },
    clear: () => {
      become([])
    },
    take: (others) => {
      uses = others
    },
  }
}

const pick = (uses: readonly Use[], api: Api): Use | undefined => {
  const fitting = uses.filter(
    (use) => (use.api ?? api.name) === api.name && findCase(api, use.case),
  )
  return fitting.find((use) => use.api !== undefined) ?? fitting[0]
}

/** The use that a changed use was made of. Callers know their use by the object that they put. */
const roots = new WeakMap<Use, Use>()
const rootOf = (use: Use): Use => roots.get(use) ?? use
const madeOf = (use: Use, next: Use): Use => {
  roots.set(next, rootOf(use))
  return next
}

const inTurn = (use: Use, all: readonly Use[]): Use =>
  all.filter(({ api }) => api === use.api).length > 1 ? madeOf(use, { ...use, turn: true }) : use

const spend = (uses: readonly Use[], spent: Use): readonly Use[] => {
  const left = (spent.times ?? 1) - 1
  return uses.flatMap((use) =>
    use !== spent ? [use] : left < 1 ? [] : [madeOf(use, { ...use, times: left })],
  )
}

const preferred = (standing: Preferences, call: Parameters<Middleware>[0]) => {
  const row =
    standing.example !== undefined
      ? findCase(call.api, standing.example)
      : standing.code !== undefined
        ? findCaseByCode(call.api, call.operation, Number(standing.code))
        : undefined
  return answerCase(call, row, 'use', '`--prefer`')
}

const refusal = (apis: readonly Api[], use: Use): string | undefined => {
  const among = use.api === undefined ? apis : apis.filter((api) => api.name === use.api)
  if (among.length === 0)
    return `There is no API ${use.api ?? ''}; use one of ${apis.map((api) => api.name).join(', ')}.`
  if (!among.some((api) => findCase(api, use.case))) return unknownCase(apis, use.case, use.api)
  return undefined
}

/**
 * Returns one sentence about a case that none of these APIs has: which case was meant, or which cases exist.
 */
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
