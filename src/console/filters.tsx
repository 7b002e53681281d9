import { computed, effect, signal } from '@preact/signals'
import { dependOn, place, change } from './route.ts'
import { pathOf, type Entry } from './entry.ts'
import { changes, entries } from './journal.ts'
import { t } from './texts.ts'
import { Button, Field, Select } from './ui.tsx'

/** The filters of the request list. The address keeps them. */
interface Filters {
  readonly text: string
  readonly api: string
  readonly case: string
  readonly status: string
  readonly decider: string
  readonly notes: boolean
  readonly unmatched: boolean
}

const filters = computed<Filters>(() => {
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

/**
 * Returns a function that tells whether an entry passes the filters. A status is `404` or `4xx`.
 * `has:notes` in the text selects entries with notes.
 */
const testOf = (filters: Filters): ((entry: Entry) => boolean) => {
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

/** Decodes the escapes of a target, unless they are invalid. */
const readable = (url: string): string => {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** The entries that pass the filters, oldest first. */
export const shown = signal<{ readonly list: readonly Entry[] }>({ list: [] })

let list: Entry[] = []
let test = testOf(filters.value)
let tested = ''
let first: Entry | undefined
let last: Entry | undefined

// Tests only the new entries, unless the filters changed or entries were removed at the front.
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

/** Returns the short name of a case, without the API's name. */
export const shortCase = (name: string): string => name.slice(name.indexOf('/') + 1)

/** Returns the part of a target that a row shows: the path, and ShopXO's route, which is in the query. */
export const shownPath = (url: string): string => {
  const route = /[?&]s=([^&]+)/.exec(url)?.[1]
  return route === undefined ? pathOf(url) : `${pathOf(url)}?s=${readable(route)}`
}

/** The search field of a list. The address keeps the text, and the key `/` focuses the field. */
export const SearchField = ({ label }: { readonly label: string }) => (
  <Field
    id="search"
    label={label}
    hideLabel
    type="search"
    value={place.value.query['text'] ?? ''}
    onInput={(text) => {
      change({ text })
    }}
  />
)

/** A filter of a list. The address keeps its value under `name`. The current value is always an option. */
export const FilterSelect = (props: {
  readonly name: string
  readonly label: string
  readonly values: readonly string[]
  /** Returns the text of an option. Default: the value. */
  readonly shown?: (value: string) => string
}) => {
  const { name, label, values, shown = (value: string) => value } = props
  const value = place.value.query[name] ?? ''
  const all = [...new Set([...values, ...(value === '' ? [] : [value])])]
  return (
    <Select
      label={label}
      hideLabel
      value={value}
      options={[
        ['', `${label}: ${t('any')}`],
        ...all.map((one): [string, string] => [one, shown(one)]),
      ]}
      onChange={(chosen) => {
        change({ [name]: chosen })
      }}
    />
  )
}

/** A filter that is on or off. The address keeps it under `name`. */
export const FilterToggle = ({
  name,
  label,
}: {
  readonly name: string
  readonly label: string
}) => {
  const on = place.value.query[name] === '1'
  return (
    <Button
      pressed={on}
      onClick={() => {
        change({ [name]: on ? '' : '1' })
      }}
    >
      {label}
    </Button>
  )
}
