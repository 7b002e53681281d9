import type { Note } from '../core/note.ts'
import type { Entry } from './journal-entry.ts'
import { findCase } from '../core/catalogue.ts'
import type { Call } from '../core/pipeline.ts'
import type { Reply } from '../core/wire.ts'
import type { Api } from '../core/api.ts'
import { nearestName } from '../core/nearest-name.ts'

/**
 * Returns all notes of an entry, in the order in which they were noticed. Late notes are searched for now.
 */
export const notesOf = (entry: Entry): readonly Note[] => {
  const { call, trace } = entry
  // Some answers are made without reading the request. Reading it now adds the notes on what it holds.
  call.decoded()
  return [...trace.notes, ...entry.lateNotes]
}

/** Makes the note on a case that a stub, an override or a case in use forced. */
export const caseForced = (name: string, by: string): Note => ({
  kind: 'case-forced',
  message: `The case \`${name}\` was forced by ${by}: the request itself was not judged; take that away for the live answer.`,
})

/**
 * Makes the note on a refusal of the mock itself, for an impossible request. `why` is a clause without a full
 * stop.
 */
export const mockRefused = (status: number, why: string): Note => ({
  kind: 'override-unknown',
  message: `${why}: the mock itself answered ${status}, no API did; ask for one of those that the answer names.`,
})

/**
 * Makes a note for a failed request that has no other note, even if the answer itself explains the failure.
 * Returns undefined if no note is needed.
 */
export const failureNote = (call: Call, reply: Reply): Note | undefined => {
  if (reply.fault !== undefined) return faultNote(reply.fault)
  // The usual case returns before anything is looked up.
  if (call.trace.notes.length > 0 || call.trace.case === 'success') return undefined
  return caseNote(call, reply) ?? stubNote(call, reply)
}

const faultNote = (fault: NonNullable<Reply['fault']>): Note => ({
  kind: 'fault-injected',
  message: `The answer was broken by the fault \`${fault}\`, which the request, a stub or the server's own preference asked for: the imitated server had no part in it; take the fault away for the whole answer.`,
  actual: fault,
})

const caseNote = ({ api, trace }: Call, reply: Reply): Note | undefined => {
  const row = trace.case === undefined ? undefined : findCase(api, trace.case)
  if (row === undefined || row.kind === 'success') return undefined
  // Some frameworks answer OPTIONS instead of refusing it, which is no failure.
  if (row.status >= 400 && reply.status < 400) return undefined
  return {
    kind: row.name,
    message: `Answered \`${api.name}/${row.name}\` (${row.source}): ${row.live?.text ?? row.message}.`,
  }
}

/** An answer that is not a case comes from a stub. */
const stubNote = ({ trace }: Call, { status }: Reply): Note | undefined =>
  status < 400
    ? undefined
    : {
        kind: 'stub-answered',
        message: `The ${status} is a ${trace.decider}'s own answer: the request itself was not judged; take the stub away (/__admin/mappings) for the live one.`,
        actual: String(status),
      }

/** The tenant's clock and the real clock. */
export interface TenantClock {
  readonly isFrozen: () => boolean
  readonly realNow: () => number
}

/** Kinds of notes that say that something has expired. Their `expected` is `before <instant>`. */
const expiries = new Set(['code-expired', 'token-expired'])
const BEFORE = 'before '

/** Makes a note if something expired only because the mock's clock differs from the real clock. */
export const clockSkew = (call: Call, clock: TenantClock): Note | undefined => {
  const expired = call.trace.notes.find(({ kind }) => expiries.has(kind))
  if (expired?.expected?.startsWith(BEFORE) !== true) return undefined
  const end = Date.parse(expired.expected.slice(BEFORE.length))
  const now = call.context.now()
  const realNow = clock.realNow()
  if (!(end > realNow && end <= now)) return undefined
  const instant = new Date(now).toISOString()
  const state = clock.isFrozen() ? `frozen at ${instant}` : `${span(now - realNow)} fast`
  return {
    kind: 'clock-skew',
    message: `It expired by the mock's clock, which is ${state}: in real time it is good until ${new Date(end).toISOString()}; set the clock (PUT /__admin/clock) or ask for a new one.`,
    ...(expired.path === undefined ? {} : { path: expired.path }),
    expected: expired.expected,
    actual: instant,
  }
}

const units = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [60_000, 'minutes'],
  [1000, 'seconds'],
] as const

/** A duration in the largest unit of which there are two or more: `26 hours`. */
const span = (ms: number): string => {
  for (const [length, name] of units)
    if (Math.round(ms / length) >= 2) return `${Math.round(ms / length)} ${name}`
  return 'a second'
}

/** Kinds of notes that a dialect can only keep vague, because it knows only its own API's paths. */
const vague = new Set(['route-unknown', 'route-not-matched'])

/** Replaces a dialect's vague note on an unknown path by a note that names the probable path, of any API. */
export const nameNearestRoute = (call: Call, apis: readonly Api[]): void => {
  const { notes } = call.trace
  const at = notes.findIndex(({ kind }) => vague.has(kind))
  if (at < 0) return
  const { path } = call.request
  const note =
    otherScript(path) ??
    nearestRoute(path, apis) ??
    (notes[at]?.kind === 'route-not-matched' ? listed(path, apis) : undefined)
  if (note !== undefined) notes[at] = note
}

/** ShopXO's web pages have other scripts than its API. */
const otherScript = (path: string): Note | undefined =>
  /^\/(?:index|admin|public\/(?:index|api))\.php(?:\/|$)/i.test(path)
    ? {
        kind: 'route-near-miss',
        message: `\`${path.slice(0, 64)}\` is no path of any API: ShopXO answers its clients at \`/api.php\` and the server found no handler here; did you mean \`/api.php?s=user/appminiuserauth\`?`,
        expected: '/api.php',
        actual: path.slice(0, 64),
      }
    : undefined

/** Lists the login of each API, for a path that resembles none. */
const listed = (path: string, apis: readonly Api[]): Note | undefined => {
  const logins = apis.flatMap(({ operations: [first] }) =>
    first?.beyondDocument === undefined && first !== undefined
      ? [first.example().target.split('&')[0] ?? '']
      : [],
  )
  return logins.length < 2
    ? undefined
    : {
        kind: 'route-not-matched',
        message: `\`${path.slice(0, 64)}\` is no path of any API: the server found no handler and answered 404; the logins are ${logins.map((one) => `POST ${one.split(/\?(?!s=)/)[0] ?? ''}`).join(', ')}.`,
        actual: path.slice(0, 64),
      }
}

const nearestRoute = (path: string, apis: readonly Api[]): Note | undefined => {
  const asked = path.replace(/^\/+|\/+$/g, '')
  const paths = apis.flatMap(({ operations }) => operations.map((one) => one.path))
  const meant = nearestName(asked, paths) ?? endingLike(asked, paths)
  if (meant === undefined) return undefined
  const shown = meant === asked ? path : `/${asked}`
  return {
    kind: 'route-near-miss',
    message: `\`${shown}\` is no path of any API: the server found no handler and answered 404; did you mean \`/${meant}\`?`,
    expected: `/${meant}`,
    actual: shown,
  }
}

/** The path that has the same last segment as the requested path. */
const endingLike = (asked: string, paths: readonly string[]): string | undefined => {
  const last = nameOf(asked).toLowerCase()
  return last.length < 6 ? undefined : paths.find((path) => nameOf(path).toLowerCase() === last)
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
