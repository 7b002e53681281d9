import { useSignal } from '@preact/signals'
import type { AdminCallAnswer } from '../client/admin-caller.ts'
import type { StubMapping } from '../client/admin-calls.ts'
import { useResource } from './resource.ts'
import { addressOf } from './route.ts'
import { client } from './server.ts'
import { t } from './texts.ts'
import { attempt, Button, Dialog, say, sentence, Sure } from './ui.tsx'

type NearMiss = AdminCallAnswer<'getUnmatchedNearMisses'>['nearMisses'][number]

const template = `{
  "name": "the shop is slow",
  "request": {
    "method": "POST",
    "urlPath": "/api.php",
    "queryParameters": { "s": { "equalTo": "user/appminiuserauth" } }
  },
  "response": {
    "status": 200,
    "headers": { "Content-Type": "application/json" },
    "body": "{\\"msg\\":\\"busy\\",\\"code\\":-1,\\"data\\":\\"\\"}",
    "fixedDelayMilliseconds": 500
  }
}
`

/** Stubs with their hits, scenarios with their states, and what nearly matched. */
export const Stubs = () => {
  const mappings = useResource((client) => client.call('getMappings', { query: { mock: 'true' } }))
  const scenarios = useResource((client) => client.call('getScenarios'))
  const near = useResource((client) => client.call('getUnmatchedNearMisses'))
  const edited = useSignal<{ readonly id?: string | undefined; readonly text: string } | undefined>(
    undefined,
  )
  const list = mappings.value.value?.mappings
  if (list === undefined) return <p class="hint">{mappings.error.value || t('loading')}</p>
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
          <Button kind="main" onClick={() => (edited.value = { text: template })}>
            {t('newStub')}
          </Button>
        </div>
        {list.length === 0 && (
          <p class="hint">
            {t('noStubs')}. {t('noStubsHelp')}
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
                  onClick={() => {
                    attempt(async () => {
                      await client.value.call('deleteMapping', { params: { id: one.id ?? '' } })
                      reload()
                    })
                  }}
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
                    onChange={({ currentTarget }) => {
                      const state = currentTarget.value
                      attempt(async () => {
                        await client.value.call('setScenarioState', {
                          params: { name: one.name },
                          body: { state },
                        })
                        scenarios.reload()
                      })
                    }}
                  >
                    {[...new Set([one.state, ...one.possibleStates])].map((state) => (
                      <option key={state}>{state}</option>
                    ))}
                  </select>
                </label>
              </div>
            ))}
            <Button
              onClick={() => {
                attempt(async () => {
                  await client.value.call('resetScenarios')
                  scenarios.reload()
                })
              }}
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
        <Editor
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

const NearMisses = ({ list }: { readonly list: readonly NearMiss[] }) => {
  const last = list.slice(0, 5)
  if (last.length === 0) return <p class="hint">{t('noNearMiss')}</p>
  return (
    <ul class="notes">
      {last.map((one, at) => (
        <li key={at}>
          <p>
            {text(one.request['method'] ?? '')}{' '}
            <a href={addressOf('requests', text(one.request['id'] ?? ''))}>
              {text(one.request['url'] ?? '')}
            </a>{' '}
            ↔ <strong>{one.stubMapping?.name ?? one.stubMapping?.id}</strong>
          </p>
          {one.mock?.differences.map((difference, n) => (
            <p key={n} class="at">
              <code>{JSON.stringify(difference)}</code>
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** A mapping as JSON, or a fixture's stubs as YAML. What the server refuses is shown, and nothing is lost. */
const Editor = (props: {
  readonly id?: string | undefined
  readonly text: string
  readonly onClose: () => void
  readonly onSaved: () => void
}) => {
  const text = useSignal(props.text)
  const problem = useSignal('')
  const save = () => {
    problem.value = ''
    store(text.value, props.id).then(
      () => {
        say(t('save'))
        props.onSaved()
      },
      (error: unknown) => {
        problem.value = sentence(error)
      },
    )
  }
  return (
    <Dialog title={props.id === undefined ? t('newStub') : t('edit')} onClose={props.onClose}>
      <label class="field">
        <span>{t('yamlOrJson')}</span>
        <textarea
          rows={20}
          spellcheck={false}
          value={text.value}
          onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        />
      </label>
      {problem.value !== '' && (
        <pre class="bad" role="alert">
          {problem.value}
        </pre>
      )}
      <div class="actions">
        <Button kind="main" onClick={save}>
          {t('save')}
        </Button>
        <Button onClick={props.onClose}>{t('cancel')}</Button>
      </div>
    </Dialog>
  )
}

/** A text that is JSON is a mapping; any other is a fixture, which the server reads. */
const store = async (text: string, id?: string): Promise<void> => {
  const { call } = client.value
  if (!text.trimStart().startsWith('{')) {
    await call('addFixture', { body: { text, name: 'stub' } })
    if (id !== undefined) await call('deleteMapping', { params: { id } })
    return
  }
  const body = parsed(text)
  if (id === undefined) await call('createMapping', { body })
  else await call('updateMapping', { params: { id }, body })
}

/** Throws a SyntaxError that names the line. */
const parsed = (text: string): StubMapping => {
  try {
    const mapping = JSON.parse(text) as Record<string, unknown>
    delete mapping['mock']
    return mapping
  } catch (error) {
    const { message } = error as SyntaxError
    const at = /position (\d+)/.exec(message)?.[1]
    const line =
      at === undefined || message.includes('line')
        ? ''
        : ` (line ${text.slice(0, Number(at)).split('\n').length})`
    throw new SyntaxError(`JSON: ${message}${line}`, { cause: error })
  }
}
