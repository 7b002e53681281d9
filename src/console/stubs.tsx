import { useSignal } from '@preact/signals'
import type { StubMapping } from '../client/admin-calls.ts'
import { useResource, client } from './server.ts'
import { newStub, StubEditor } from './stub-editor.tsx'
import { t } from './texts.ts'
import { attempt, Button, Sure, Waiting } from './ui.tsx'
import type { AdminCallAnswer } from '../client/admin-caller.ts'
import { Change } from './difference.tsx'
import { addressOf } from './route.ts'

/** The view of stubs with their hits, scenarios with their states, and near misses. */
export const Stubs = () => {
  const mappings = useResource((client) => client.call('getMappings', { query: { mock: 'true' } }))
  const scenarios = useResource((client) => client.call('getScenarios'))
  const near = useResource((client) =>
    client.call('getUnmatchedNearMisses', { query: { mock: 'true' } }),
  )
  const edited = useSignal<{ readonly id?: string | undefined; readonly text: string } | undefined>(
    undefined,
  )
  const list = mappings.value.value?.mappings
  if (list === undefined) return <Waiting error={mappings.error.value} />
  const states = scenarios.value.value?.scenarios ?? []
  const reload = () => {
    mappings.reload()
    scenarios.reload()
    near.reload()
  }
  return (
    <div class="page">
      <section class="part">
        <div class="bar">
          <h2>{t('stubs')}</h2>
          <span class="grow" />
          <Button kind="main" onClick={() => (edited.value = { text: newStub })}>
            {t('newStub')}
          </Button>
        </div>
        {list.length === 0 && (
          <p class="hint">
            {t('noStubs')} {t('noStubsHelp')}
          </p>
        )}
        <ul class="cases">
          {list.map((one) => (
            <li key={one.id}>
              <div class="what">
                <p>
                  <strong>{one.name ?? one.id}</strong>{' '}
                  {one.scenarioName !== undefined && <span class="tag">{one.scenarioName}</span>}
                </p>
                <p class="hint">
                  {patternOf(one)} → {text(one.response?.status ?? one.response?.fault ?? '')}
                  {one.priority !== undefined && ` · ${t('priority')} ${one.priority}`}
                </p>
              </div>
              <Hits count={one.mock?.matches} />
              <div class="actions">
                <Button
                  label={`${t('edit')}: ${one.name ?? one.id}`}
                  onClick={() =>
                    (edited.value = { id: one.id, text: JSON.stringify(one, null, 2) })
                  }
                >
                  {t('edit')}
                </Button>
                <Sure
                  label={`${t('remove')}: ${one.name ?? one.id}`}
                  onClick={attempt(async () => {
                    await client.value.call('deleteMapping', { params: { id: one.id ?? '' } })
                    reload()
                  })}
                >
                  {t('remove')}
                </Sure>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section class="part">
        <h2>{t('scenarios')}</h2>
        {states.length === 0 ? (
          <p class="hint">{t('noScenarios')}</p>
        ) : (
          <>
            {states.map((one) => (
              <div class="bar" key={one.id}>
                <label class="field inline">
                  <span>{one.name}</span>
                  <select
                    value={one.state}
                    onChange={attempt(async ({ currentTarget: { value: state } }) => {
                      await client.value.call('setScenarioState', {
                        params: { name: one.name },
                        body: { state },
                      })
                      scenarios.reload()
                    })}
                  >
                    {[...new Set([one.state, ...one.possibleStates])].map((state) => (
                      <option key={state}>{state}</option>
                    ))}
                  </select>
                </label>
              </div>
            ))}
            <Button
              onClick={attempt(async () => {
                await client.value.call('resetScenarios')
                scenarios.reload()
              })}
            >
              {t('resetAll')}
            </Button>
          </>
        )}
      </section>
      <section class="part">
        <h2>{t('nearMisses')}</h2>
        <NearMisses list={near.value.value?.nearMisses ?? []} />
      </section>
      {edited.value !== undefined && (
        <StubEditor
          {...edited.value}
          onClose={() => (edited.value = undefined)}
          onSaved={() => {
            edited.value = undefined
            reload()
          }}
        />
      )}
    </div>
  )
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)

const patternOf = ({ request = {} }: StubMapping): string => {
  const url = ['url', 'urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate']
    .map((name) => (request as Readonly<Record<string, unknown>>)[name])
    .find((one) => one !== undefined)
  return `${text(request.method ?? 'ANY')} ${text(url ?? '*')}`
}

const Hits = ({ count }: { readonly count: number | undefined }) => (
  <p class={`seen ${(count ?? 0) > 0 ? 'yes' : ''}`}>
    {t('hits')} {count ?? '…'}
  </p>
)

type NearMiss = AdminCallAnswer<'getUnmatchedNearMisses'>['nearMisses'][number]

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** Whether two near misses belong to the same request. The report has no ids of requests. */
const isOfSame = (a: NearMiss, b: NearMiss): boolean =>
  JSON.stringify(a.request) === JSON.stringify(b.request)

/** Shows the near misses of the last unmatched request, with the conditions that failed. */
const NearMisses = ({ list }: { readonly list: readonly NearMiss[] }) => {
  const last = list.at(-1)
  if (last === undefined) return <p class="hint">{t('noNearMiss')}</p>
  const url = textOf(last.request['url'])
  const others = list.findLastIndex((one) => !isOfSame(one, last))
  const near = list.slice(others + 1)
  return (
    <>
      <p>
        <b>{textOf(last.request['method'])}</b>{' '}
        <a class="url" href={addressOf('requests', '', { text: url, unmatched: '1' })}>
          {url}
        </a>
      </p>
      <ul class="notes">
        {near.map((one, at) => (
          <li key={at}>
            <strong>{one.stubMapping?.name ?? one.stubMapping?.id}</strong>
            {one.mock?.differences.map(({ what, expected, actual }, n) => (
              <div key={n}>
                <code>{textOf(what)}</code>
                <Change before={textOf(expected)} after={textOf(actual)} />
              </div>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}
