import { computed, useSignal, useSignalEffect } from '@preact/signals'
import { dependOn, addressOf, go, place } from './route.ts'
import { Detail } from './detail.tsx'
import { Difference } from './difference.tsx'
import { readEntry, type Entry } from './entry.ts'
import { FilterSelect, FilterToggle, SearchField } from './filters.tsx'
import { changes, clear, entries, paused, setPaused, waiting } from './journal.ts'
import { RequestRows } from './request-rows.tsx'
import { client } from './server.ts'
import { t, tIn } from './texts.ts'
import { attempt, Button, Sure } from './ui.tsx'

const listed = computed(() => {
  dependOn(changes)
  return entries.find(({ id }) => id === place.value.chosen)
})

/** The chosen entry; one that the list has not loaded is asked for by its id. */
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

/** The list of requests with its filters, and the chosen one beside it. */
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

/** Values that the entries have, for a filter's choices. */
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
      <Sure
        onClick={() => {
          attempt(clear)
        }}
      >
        {t('clear')}
      </Sure>
    </div>
  </div>
)
