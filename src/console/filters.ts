import { dependOn } from './depend-on.ts'
import { computed, effect, signal } from '@preact/signals'
import { pathOf, type Entry } from './entry.ts'
import { changes, entries } from './journal.ts'
import { place } from './route.ts'

/** The filters of the request list, as the address has them. */
export interface Filters {
  readonly text: string
  readonly api: string
  readonly case: string
  readonly status: string
  readonly decider: string
  readonly notes: boolean
  readonly unmatched: boolean
}

export const filters = computed<Filters>(() => {
  const { query } = place.value
  return {
    text: query['text'] ?? '',
    api: query['api'] ?? '',
    case: query['case'] ?? '',
    status: query['status'] ?? '',
    decider: query['decider'] ?? '',
    notes: query['notes'] === '1',
    unmatched: query['unmatched'] === '1',
  }
})

const key = computed(() => JSON.stringify(filters.value))
export const isFiltered = computed(() => Object.values(filters.value).some(Boolean))

const HAS_NOTES = /(^|\s)has:notes(?=\s|$)/i

/** Whether an entry passes. `404` and `4xx` are statuses; `has:notes` in the text is the filter of that name. */
export const testOf = (filters: Filters): ((entry: Entry) => boolean) => {
  const noted = filters.notes || HAS_NOTES.test(filters.text)
  const text = filters.text.replace(HAS_NOTES, ' ').trim().toLowerCase()
  const { api, decider, unmatched } = filters
  const wanted = filters.case
  const status = filters.status.toLowerCase()
  return (entry) =>
    (api === '' || entry.api === api) &&
    (decider === '' || entry.decider === decider) &&
    (wanted === '' || entry.case === wanted || entry.case.split('/')[1] === wanted) &&
    (status === '' ||
      (/^[1-5]xx$/.test(status)
        ? String(entry.status).startsWith(status.charAt(0))
        : String(entry.status) === status)) &&
    (!noted || entry.notes.length > 0) &&
    (!unmatched || !entry.matched) &&
    (text === '' || has(entry, text))
}

const has = (entry: Entry, text: string): boolean =>
  entry.url.toLowerCase().includes(text) ||
  readable(entry.url).toLowerCase().includes(text) ||
  entry.body.toLowerCase().includes(text) ||
  entry.answer.toLowerCase().includes(text) ||
  hasHeader(Object.entries(entry.headers), text) ||
  hasHeader(entry.answerHeaders, text) ||
  entry.notes.some(({ message = '' }) => message.toLowerCase().includes(text))

const hasHeader = (headers: Entry['answerHeaders'], text: string): boolean =>
  headers.some(([name, value]) => `${name}: ${value}`.toLowerCase().includes(text))

/** A target with its escapes decoded, where they can be. */
export const readable = (url: string): string => {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** The entries that pass, the oldest first, and how many times they changed. */
export const shown = signal<{ readonly list: readonly Entry[] }>({ list: [] })

let list: Entry[] = []
let test = testOf(filters.value)
let tested = ''
let first: Entry | undefined
let last: Entry | undefined

// Looks only at what is new, unless the filters changed or entries went away at the front.
effect(() => {
  dependOn(changes)
  if (tested !== key.value || first !== entries[0]) {
    tested = key.value
    test = testOf(filters.value)
    list = entries.filter(test)
  } else {
    const from = last === undefined ? 0 : entries.lastIndexOf(last) + 1
    for (let at = from; at < entries.length; at++) {
      const entry = entries[at]
      if (entry !== undefined && test(entry)) list.push(entry)
    }
  }
  first = entries[0]
  last = entries.at(-1)
  shown.value = { list }
})

/** Short name of a case: what stands behind the API's. */
export const shortCase = (name: string): string => name.slice(name.indexOf('/') + 1)

/** What a row shows of a target: the path, and ShopXO's route, which stands in its query. */
export const shownPath = (url: string): string => {
  const route = /[?&]s=([^&]+)/.exec(url)?.[1]
  return route === undefined ? pathOf(url) : `${pathOf(url)}?s=${readable(route)}`
}
