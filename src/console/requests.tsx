import { computed, useSignal, useSignalEffect, useComputed } from '@preact/signals'
import { dependOn, addressOf, go, place } from './route.ts'
import { Detail } from './detail.tsx'
import { Difference } from './difference.tsx'
import { readEntry, type Entry } from './entry.ts'
import {
  FilterSelect,
  FilterToggle,
  SearchField,
  isFiltered,
  shortCase,
  shown,
  shownPath,
} from './filters.tsx'
import { changes, clear, entries, paused, setPaused, waiting, loadOlder, older } from './journal.ts'
import { client } from './server.ts'
import { t, tIn } from './texts.ts'
import { attempt, Button, Sure } from './ui.tsx'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

const listed = computed(() => {
  dependOn(changes)
  return entries.find(({ id }) => id === place.value.chosen)
})

/** Returns the chosen entry. Requests it by its id if the list does not have it. */
const useChosen = () => {
  const asked = useSignal<Entry | undefined>(undefined)
  const gone = useSignal(false)
  useSignalEffect(() => {
    const id = place.value.chosen
    gone.value = false
    if (id === '' || listed.value !== undefined) return
    client.value.call('getRequest', { params: { id } }).then(
      (entry) => (asked.value = readEntry(entry)),
      () => (gone.value = true),
    )
  })
  const lone = asked.value?.id === place.value.chosen ? asked.value : undefined
  return { entry: listed.value ?? lone, gone: gone.value }
}

/** The view of the journal: the list with its filters, and the chosen request beside it. */
export const Requests = () => {
  const compare = useSignal<Entry | undefined>(undefined)
  const { entry, gone } = useChosen()
  const first = compare.value
  return (
    <div class={`split ${entry === undefined ? '' : 'with-detail'}`}>
      <section class="list" aria-label={t('requests')}>
        <Bar />
        <RequestRows />
      </section>
      <section class="detail" aria-label={t('why')}>
        {first !== undefined && (
          <p class="strip" role="status">
            {t('comparing')}{' '}
            <Button onClick={() => (compare.value = undefined)}>{t('stop')}</Button>
          </p>
        )}
        {entry === undefined ? (
          <p class="hint">{t(gone ? 'requestGone' : 'chooseRequest')}</p>
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

const deciders = ['live', 'override', 'stub', 'scenario', 'use', 'proxy', 'framework'] as const

/** The values of a field in the latest entries, as options of a filter. */
const known = (pick: (entry: Entry) => string) =>
  computed(() => {
    dependOn(changes)
    return [...new Set(entries.slice(-2_000).map(pick))].filter(Boolean).sort()
  })
const knownApis = known(({ api }) => api)
const knownCases = known((entry) => entry.case)
const knownStatuses = known(({ status }) => String(status))

const Bar = () => (
  <div class="filters">
    <SearchField label={t('search')} />
    <div class="choices">
      <FilterSelect name="api" label={t('api')} values={knownApis.value} />
      <FilterSelect name="case" label={t('case')} values={knownCases.value} />
      <FilterSelect name="status" label={t('status')} values={knownStatuses.value} />
      <FilterSelect
        name="decider"
        label={t('decider')}
        values={deciders}
        shown={(one) => tIn('decider', one)}
      />
    </div>
    <div class="actions">
      <FilterToggle name="notes" label={t('hasNotes')} />
      <FilterToggle name="unmatched" label={t('unmatched')} />
      <span class="grow" />
      <Button
        pressed={paused.value}
        onClick={() => {
          setPaused(!paused.value)
        }}
      >
        {paused.value ? `${t('resume')} (${waiting.value} ${t('waiting')})` : t('pause')}
      </Button>
      <Sure onClick={attempt(clear)}>{t('clear')}</Sure>
    </div>
  </div>
)

/** The height of a row in CSS pixels. The list computes from it which rows are visible. */
const ROW = 40

/** Renders only the visible rows, newest first. */
const RequestRows = () => {
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
  // Keeps the visible rows in place when newer rows are added above them.
  useLayoutEffect(() => {
    const element = box.current
    const more = list.length - known.current
    known.current = list.length
    if (element !== null && more > 0 && element.scrollTop > ROW) element.scrollTop += more * ROW
  }, [list.length])
  // Scrolls to the chosen row.
  const { chosen } = place.value
  useLayoutEffect(() => {
    const element = box.current
    const at = list.findIndex(({ id }) => id === chosen)
    if (element === null || at < 0) return
    const start = (list.length - 1 - at) * ROW
    const under = start + ROW - element.clientHeight
    if (element.scrollTop > start) element.scrollTop = start
    else if (element.scrollTop < under) element.scrollTop = under
  }, [chosen])
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
          <Button onClick={attempt(loadOlder)}>{t('older')}</Button>
        </p>
      )}
    </div>
  )
}

const clockTime = (at: number): string => {
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
      <span class="decider">{tIn('decider', entry.decider)}</span>
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

/** Chooses the entry that is `by` rows further down the list, or up if negative. */
export const step = (by: number): void => {
  const { list } = shown.value
  const at = list.findIndex(({ id }) => id === place.value.chosen)
  const next = list[at < 0 ? list.length - 1 : at - by]
  if (next !== undefined) go(addressOf('requests', next.id, place.value.query))
}
