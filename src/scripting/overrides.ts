import { defined } from '../core/defined.ts'
import { casesFor, findCase, findCaseByCode, forceCase } from '../core/catalogue.ts'
import type { CaseRow } from '../core/case.ts'
import { clip } from '../core/clip.ts'
import { people } from '../core/records.ts'
import { type Call, type Decider, type Middleware, boundInput } from '../core/pipeline.ts'
import {
  type Headers,
  type Reply,
  faults,
  LONGEST_DELAY_MS,
  isOverrideName,
  type Fault,
} from '../core/wire.ts'
import { isProblem, problem } from './problem.ts'
import { caseForced, mockRefused } from './notes.ts'

/** What a request asks of the mock (docs/spec/control.md#overrides), by `Prefer` or by query overrides. */
export interface Preferences {
  readonly code?: string
  readonly example?: string
  readonly layout?: string
  readonly delay?: number
  readonly fault?: Fault
  /** For `Preference-Applied`, in the order of the request: `delay=300`. */
  readonly applied: readonly string[]
}

/** Why a preference cannot be fulfilled: one sentence. */
interface BadPreference {
  readonly error: string
}

/**
 * Reads a `Prefer` header (RFC 7240): `a=b, c="d"; parameter`. Ignores preferences that are not the mock's.
 * The first value of a repeated name counts.
 */
export const parsePreferences = (header: string): Preferences | BadPreference => {
  const found = new Map<string, string>()
  for (const part of header.split(',')) {
    const [preference = ''] = part.split(';', 1)
    const at = preference.indexOf('=')
    const name = (at < 0 ? preference : preference.slice(0, at)).trim().toLowerCase()
    if (!isOverrideName(name) || found.has(name)) continue
    found.set(name, at < 0 ? '' : unquoted(preference.slice(at + 1).trim()))
  }
  return toPreferences(found)
}

const toPreferences = (found: ReadonlyMap<string, string>): Preferences | BadPreference => {
  const delay = found.get('delay')
  const fault = found.get('fault')
  const layout = found.get('layout')
  if (delay !== undefined && !isDelay(delay))
    return bad('delay', delay, `a number of milliseconds from 0 to ${LONGEST_DELAY_MS}`)
  if (fault !== undefined && !isFault(fault))
    return bad('fault', fault, `one of ${faults.join(', ')}`)
  if (layout !== undefined && layout !== 'documented') return bad('layout', layout, '`documented`')
  return defined({
    code: found.get('code'),
    example: found.get('example'),
    layout,
    delay: delay === undefined ? undefined : Number(delay),
    fault,
    applied: [...found].map(([name, value]) => `${name}=${value}`),
  })
}

const unquoted = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value

const isDelay = (text: string) => /^\d{1,6}$/.test(text) && Number(text) <= LONGEST_DELAY_MS
const isFault = (text: string): text is Fault => (faults as readonly string[]).includes(text)

const bad = (name: string, value: string, allowed: string): BadPreference => ({
  error: `The preference ${name}=${value} cannot be done: ${name} is ${allowed}.`,
})

const none: Preferences = { applied: [] }
const MAGIC = 'mock:'
const PERSON = 'person:'
/** Most persons that a refusal names. */
const MOST_PERSONS = 20

/**
 * Applies the requested layout, delay and fault to any answer, and answers with the forced case, if one is
 * requested.
 */
export const overrides: Middleware = (call, next) => {
  const asked = preferencesOf(call)
  if (asked === none) return forcedCase(call, none)?.reply ?? next(call)
  if ('error' in asked)
    return refused(
      call,
      problem(400, 'Preference not understood', asked.error),
      'The `Prefer` header or a `__` parameter is not understood',
    )
  const forced = forcedCase(call, asked)
  return applied(call, asked, forced?.reply ?? next(call), forced?.preference)
}

/** An answer, and the preference that made it. The refusal of a preference names no preference. */
interface Forced {
  readonly reply: Reply
  readonly preference?: 'example' | 'code'
}

const preferencesOf = (call: Call): Preferences | BadPreference => {
  const header = call.request.headers['prefer']
  if (header !== undefined) return parsePreferences(header)
  const { queryOverrides } = call.meta
  return queryOverrides === undefined
    ? none
    : toPreferences(new Map(Object.entries(queryOverrides)))
}

/** Strongest first: magic value, preference, X-Mock-Case. */
const forcedCase = (call: Call, asked: Preferences): Forced | undefined => {
  const stranger = unknownPerson(call)
  if (stranger !== undefined)
    return refusedFor(
      call,
      stranger,
      `\`mock:${clip(magicName(call) ?? '')}\` is nobody of this world`,
    )
  const magic = magicCase(call)
  if (magic !== undefined) return force(call, magic, `the magic value \`mock:${magic}\``)
  if (asked.example !== undefined)
    return force(call, asked.example, `\`example=${asked.example}\``, 'example')
  if (asked.code !== undefined) return forceCode(call, asked.code)
  const header = call.request.headers['x-mock-case']
  return header === undefined ? undefined : force(call, header, `\`X-Mock-Case: ${header}\``)
}

/** The text after `mock:` in the API's own field; undefined if there is none. */
const magicName = (call: Call): string | undefined => {
  const field = call.operation?.magic
  if (field === undefined || call.refusal !== undefined) return undefined
  const value = boundInput(call)?.[field]
  return typeof value === 'string' && value.startsWith(MAGIC)
    ? value.slice(MAGIC.length)
    : undefined
}

/** The case of `mock:<case>`. The imitated WeChat answers `mock:new` and `mock:person:<id>`. */
const magicCase = (call: Call): string | undefined => {
  const name = magicName(call)
  return name === 'new' || name?.startsWith(PERSON) === true ? undefined : name
}

const unknownPerson = (call: Call): Reply | undefined => {
  const name = magicName(call)
  if (name?.startsWith(PERSON) !== true) return undefined
  const id = name.slice(PERSON.length)
  const table = call.context.world.table(people)
  if (table.get(id) !== undefined) return undefined
  const there = [...table.values()].slice(0, MOST_PERSONS).map((person) => person.id)
  const some = there.length === 0 ? 'add one to `people`' : `use one of ${there.join(', ')}`
  return problem(404, 'No such person', `The world has no person ${id}; ${some}.`, {
    persons: there,
  })
}

const force = (call: Call, name: string, by: string, preference?: Forced['preference']): Forced => {
  const reply = answerCase(call, findCase(call.api, name), 'override', by)
  return reply === undefined
    ? refusedFor(call, unknown(call, 'case', name), noSuch(call, 'case', name))
    : { reply, ...(preference === undefined ? {} : { preference }) }
}

const forceCode = (call: Call, text: string): Forced => {
  const row = /^-?\d+$/.test(text)
    ? findCaseByCode(call.api, call.operation, Number(text))
    : undefined
  const reply = answerCase(call, row, 'override', `\`code=${text}\``)
  return reply === undefined
    ? refusedFor(call, unknown(call, 'code', text), noSuch(call, 'code', text))
    : { reply, preference: 'code' }
}

/**
 * Answers with a case, and stores the decider in the trace. Returns undefined if the case cannot answer this
 * call.
 */
export const answerCase = (
  call: Call,
  row: CaseRow | undefined,
  decider: Decider,
  by: string,
): Reply | undefined => {
  if (row === undefined) return undefined
  call.trace.decider = decider
  const reply = forceCase(call, row)
  if (reply === undefined) call.trace.decider = 'live'
  else if (row.kind !== 'success')
    call.trace.notes.push(caseForced(`${call.api.name}/${row.name}`, by))
  return reply
}

const unknown = ({ api, operation }: Call, what: 'case' | 'code', value: string): Reply => {
  const rows = casesFor(api, operation)
  const there =
    what === 'case' ? rows.map((row) => row.name) : [...new Set(rows.map((row) => row.code))]
  return problem(
    404,
    `No such ${what}`,
    `${operation?.name ?? api.name} has no ${what} ${value}; use one of ${there.join(', ')}.`,
    { api: api.name, [`${what}s`]: there },
  )
}

const noSuch = ({ api }: Call, what: 'case' | 'code', value: string): string =>
  `${api.name} has no ${what} \`${clip(value)}\` to give here`

const refused = (call: Call, reply: Reply, why: string): Reply => {
  call.trace.decider = 'override'
  call.trace.notes.push(mockRefused(reply.status, why))
  return reply
}

const refusedFor = (call: Call, reply: Reply, why: string): Forced => ({
  reply: refused(call, reply, why),
})

const applied = (
  call: Call,
  asked: Preferences,
  reply: Reply,
  preference: Forced['preference'],
): Reply => {
  const done = perform(call, asked, reply)
  return { ...done, headers: withApplied(call, asked, done.headers, preference) }
}

/** Applies layout, delay and fault to an answer, where they are requested. */
export const perform = (
  call: Call,
  { layout, delay, fault }: Pick<Preferences, 'layout' | 'delay' | 'fault'>,
  reply: Reply,
): Reply => {
  if ((layout ?? delay ?? fault) === undefined) return reply
  const printed = layout === undefined ? reply : call.api.dialect.documentLayout(reply)
  return {
    ...printed,
    ...(delay === undefined ? {} : { delay: { ...printed.delay, beforeMs: delay } }),
    // A refusal of the mock itself may quote the request, so it is sent without the fault.
    ...(fault === undefined || isProblem(reply) ? {} : { fault }),
  }
}

/** Only a `Prefer` header gets a `Preference-Applied`. Query overrides are for links. */
const withApplied = (
  call: Call,
  asked: Preferences,
  headers: Headers,
  preference: Forced['preference'],
): Headers => {
  if (call.request.headers['prefer'] === undefined) return headers
  const done = asked.applied.filter((one) => {
    const name = one.slice(0, one.indexOf('='))
    return (name !== 'example' && name !== 'code') || name === preference
  })
  return done.length === 0 ? headers : [...headers, ['Preference-Applied', done.join(', ')]]
}
