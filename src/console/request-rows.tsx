import { useComputed, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Entry } from './entry.ts'
import { isFiltered, shortCase, shown, shownPath } from './filters.tsx'
import { entries, loadOlder, older } from './journal.ts'
import { addressOf, go, place } from './route.ts'
import { t, tIn } from './texts.ts'
import { attempt, Button } from './ui.tsx'

/** Height of a row in CSS pixels; the list computes from it which rows are visible. */
const ROW = 40

/** Only the rows that can be seen exist. The newest stands first. */
export const RequestRows = () => {
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
  // The chosen row is seen, whichever way it was chosen.
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

/** Goes so many rows down the list (up, when negative). */
export const step = (by: number): void => {
  const { list } = shown.value
  const at = list.findIndex(({ id }) => id === place.value.chosen)
  const next = list[at < 0 ? list.length - 1 : at - by]
  if (next !== undefined) go(addressOf('requests', next.id, place.value.query))
}
