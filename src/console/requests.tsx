import { dependOn } from './depend-on.ts'
import { computed, useComputed, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Detail, Difference } from './detail.tsx'
import type { Entry } from './entry.ts'
import { ChoiceFilter, TextFilter } from './filter-fields.tsx'
import { filters, isFiltered, shortCase, shown, shownPath } from './filters.ts'
import {
  changes,
  clear,
  connection,
  entries,
  loadOlder,
  older,
  paused,
  setPaused,
  waiting,
} from './journal.ts'
import { addressOf, change, go, place } from './route.ts'
import { t, tOr, type TextKey } from './texts.ts'
import { attempt, Button, Sure } from './ui.tsx'

/** Height of a row in CSS pixels; the list computes from it which rows are visible. */
const ROW = 40

const chosen = computed(() => {
  dependOn(changes)
  return entries.find(({ id }) => id === place.value.chosen)
})

/** The list of requests with its filters, and the chosen one beside it. */
export const Requests = () => {
  const compare = useSignal<Entry | undefined>(undefined)
  const entry = chosen.value
  const first = compare.value
  return (
    <div class={`split ${entry === undefined ? '' : 'with-detail'}`}>
      <section class="list" aria-label={t('requests')}>
        <Bar />
        <Rows />
      </section>
      <section class="detail" aria-label={t('why')}>
        {first !== undefined && (
          <p class="strip" role="status">
            {t('comparing')}{' '}
            <Button onClick={() => (compare.value = undefined)}>{t('stop')}</Button>
          </p>
        )}
        {entry === undefined ? (
          <p class="hint">{t('chooseRequest')}</p>
        ) : first !== undefined && first.id !== entry.id ? (
          <Difference first={first} second={entry} />
        ) : (
          <Detail
            key={entry.id}
            entry={entry}
            onCompare={() => (compare.value = entry)}
            onClose={() => {
              go(addressOf('requests', '', place.value.query))
            }}
          />
        )}
      </section>
    </div>
  )
}

const deciders = ['live', 'override', 'stub', 'scenario', 'use', 'framework', 'proxy'] as const

/** Values that the entries have, for a filter's choices. */
const known = (pick: (entry: Entry) => string) =>
  computed(() => {
    dependOn(changes)
    return [...new Set(entries.slice(-2_000).map(pick))].filter(Boolean).sort()
  })
const knownApis = known(({ api }) => api)
const knownCases = known((entry) => entry.case)
const knownStatuses = known(({ status }) => String(status))

const choices = (values: readonly string[], value: string): [string, string][] => [
  ['', t('any')],
  ...[...new Set([...values, ...(value === '' ? [] : [value])])].map((one): [string, string] => [
    one,
    tOr(one),
  ]),
]

const Choice = (props: {
  readonly name: 'api' | 'case' | 'status' | 'decider'
  readonly value: string
  readonly values: readonly string[]
}) => (
  <ChoiceFilter
    name={props.name}
    label={t(props.name)}
    value={props.value}
    options={choices(props.values, props.value).map(([value, text]) => [
      value,
      value === '' ? `${t(props.name)}: ${text}` : text,
    ])}
  />
)

const Bar = () => {
  const { text, api, case: name, status, decider, notes, unmatched } = filters.value
  const state: Record<typeof connection.value, TextKey> = {
    connecting: 'connecting',
    live: 'live',
    lost: 'lost',
  }
  return (
    <div class="bar">
      <TextFilter label={t('search')} value={text} />
      <Choice name="api" value={api} values={knownApis.value} />
      <Choice name="case" value={name} values={knownCases.value} />
      <Choice name="status" value={status} values={knownStatuses.value} />
      <Choice name="decider" value={decider} values={deciders} />
      <Button
        pressed={notes}
        onClick={() => {
          change({ notes: notes ? '' : '1' })
        }}
      >
        {t('hasNotes')}
      </Button>
      <Button
        pressed={unmatched}
        onClick={() => {
          change({ unmatched: unmatched ? '' : '1' })
        }}
      >
        {t('unmatched')}
      </Button>
      <span class="grow" />
      <span class={`state ${connection.value}`} role="status">
        {t(state[connection.value])}
      </span>
      <Button
        pressed={paused.value}
        onClick={() => {
          setPaused(!paused.value)
        }}
      >
        {paused.value ? `${t('resume')} (${waiting.value} ${t('waiting')})` : t('pause')}
      </Button>
      <Sure
        onClick={() => {
          attempt(clear)
        }}
      >
        {t('clear')}
      </Sure>
    </div>
  )
}

/** Only the rows that can be seen exist. The newest stands first. */
const Rows = () => {
  const box = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const height = useSignal(600)
  const { list } = shown.value
  const from = Math.max(0, Math.floor(top.value / ROW) - 8)
  const to = Math.min(list.length, Math.ceil((top.value + height.value) / ROW) + 8)
  const known = useRef(list.length)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const watch = new ResizeObserver(() => (height.value = element.clientHeight))
    watch.observe(element)
    return () => {
      watch.disconnect()
    }
  }, [])
  // What is being read stays in its place while newer rows come above it.
  useLayoutEffect(() => {
    const element = box.current
    const more = list.length - known.current
    known.current = list.length
    if (element !== null && more > 0 && element.scrollTop > ROW) element.scrollTop += more * ROW
  }, [list.length])
  if (list.length === 0) return <Nothing />
  const rows: ComponentChildren[] = []
  for (let at = from; at < to; at++) {
    const entry = list[list.length - 1 - at]
    if (entry !== undefined) rows.push(<Row key={entry.id} entry={entry} top={at * ROW} />)
  }
  return (
    <div
      class="rows"
      ref={box}
      tabIndex={0}
      role="group"
      aria-label={t('requests')}
      onScroll={({ currentTarget }) => (top.value = currentTarget.scrollTop)}
    >
      <div class="spacer" style={{ height: `${list.length * ROW}px` }}>
        {rows}
      </div>
      {older.value && (
        <p class="center">
          <Button
            onClick={() => {
              attempt(loadOlder)
            }}
          >
            {t('older')}
          </Button>
        </p>
      )}
    </div>
  )
}

export const clockTime = (at: number): string => {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

const Row = ({ entry, top }: { readonly entry: Entry; readonly top: number }) => {
  const current = useComputed(() => place.value.chosen === entry.id)
  return (
    <a
      class={`row ${current.value ? 'current' : ''}`}
      aria-current={current.value ? 'true' : undefined}
      style={{ transform: `translateY(${top}px)` }}
      href={addressOf('requests', entry.id, place.value.query)}
    >
      <time>{clockTime(entry.at)}</time>
      <b>{entry.method}</b>
      <span class="path" title={entry.url}>
        {shownPath(entry.url)}
      </span>
      <span class="case">{shortCase(entry.case)}</span>
      <span class={`status s${String(entry.status)[0] ?? ''}`}>
        {entry.fault === '' ? entry.status : '⚡'}
      </span>
      <span class="decider">{tOr(entry.decider)}</span>
      <span class="mark">
        {entry.notes.length > 0 && (
          <span class="badge" aria-label={`${t('notes')}: ${entry.notes.length}`}>
            {entry.notes.length}
          </span>
        )}
      </span>
    </a>
  )
}

const Nothing = () =>
  isFiltered.value && entries.length > 0 ? (
    <div class="nothing">
      <p>{t('noneFound')}</p>
      <Button
        onClick={() => {
          go(addressOf('requests'))
        }}
      >
        {t('dropFilters')}
      </Button>
    </div>
  ) : (
    <div class="nothing">
      <p>
        <strong>{t('noRequests')}</strong>
      </p>
      <p>{t('noRequestsHelp')}</p>
      <p>
        <code>{location.origin}</code>
      </p>
      <a class="main button" href={addressOf('try')}>
        {t('try')}
      </a>
    </div>
  )

/** Goes so many rows down the list (up, when negative). */
export const step = (by: number): void => {
  const { list } = shown.value
  const at = list.findIndex(({ id }) => id === place.value.chosen)
  const next = list[at < 0 ? list.length - 1 : at - by]
  if (next !== undefined) go(addressOf('requests', next.id, place.value.query))
}
