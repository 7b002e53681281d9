import { useSignal } from '@preact/signals'
import type { Case } from '../client/admin-calls.ts'
import { FilterSelect, SearchField } from './filters.tsx'
import { useResource, useCase } from './server.ts'
import { addressOf, place } from './route.ts'
import { language, t, tOr } from './texts.ts'
import { attempt, copy, Button, Field, Select, say, Waiting, tied } from './ui.tsx'

const short = ({ name }: Case): string => name.slice(name.indexOf('/') + 1)

/** The view of all cases. A button answers the next calls with a case. */
export const Cases = () => {
  const { value, error, reload } = useResource((client) => client.call('getCases'))
  const { api = '', text = '' } = place.value.query
  const times = useSignal('3')
  const everywhere = useSignal(false)
  const cases = value.value?.cases
  if (cases === undefined) return <Waiting error={error.value} />
  const apis = [...new Set(cases.map((one) => one.api))]
  const wanted = text.toLowerCase()
  const found = cases.filter(
    (one) =>
      (api === '' || one.api === api) &&
      (wanted === '' ||
        [
          one.name,
          String(one.code),
          one.message,
          one.messageEn ?? '',
          one.titleZh,
          one.triggers[0] ?? '',
        ]
          .join('\n')
          .toLowerCase()
          .includes(wanted)),
  )
  const put = attempt(async (one: Case, count?: number) => {
    await useCase({
      case: everywhere.value ? short(one) : one.name,
      ...(everywhere.value ? {} : { api: one.api }),
      ...(count === undefined ? {} : { times: count }),
    })
    say(`${t('inUse')}: ${one.name}`)
    reload()
  })
  return (
    <div class="page">
      <div class="bar">
        <SearchField label={t('filterCases')} />
        <FilterSelect name="api" label={t('api')} values={apis} />
        <Select
          label={t('forApi')}
          value={everywhere.value ? 'all' : ''}
          options={[
            ['', t('thisApi')],
            ['all', t('allApis')],
          ]}
          onChange={(value) => (everywhere.value = value === 'all')}
        />
        <Field label={t('howOften')} type="number" {...tied(times)} />
      </div>
      {found.length === 0 && <p class="nothing">{t('noCases')}</p>}
      {apis
        .filter((one) => found.some((row) => row.api === one))
        .map((one) => (
          <section key={one} class="part">
            <h2>{one}</h2>
            <ul class="cases">
              {found
                .filter((row) => row.api === one)
                .map((row) => (
                  <Row
                    key={row.name}
                    row={row}
                    onUse={(count) => {
                      put(row, count)
                    }}
                    times={Number(times.value) || 1}
                  />
                ))}
            </ul>
          </section>
        ))}
    </div>
  )
}

const Row = (props: {
  readonly row: Case
  readonly times: number
  readonly onUse: (times?: number) => void
}) => {
  const { row, onUse } = props
  const name = short(row)
  const live = row.triggers.find((one) => one.startsWith('live: '))?.slice(6) ?? ''
  const hasMagic = row.triggers.some((one) => one.includes(' = mock:'))
  const copies = [
    ['header', `Prefer: example=${name}`] as const,
    ...(hasMagic ? [['magic', `mock:${name}`] as const] : []),
    [
      'fixture',
      `use: { case: ${JSON.stringify(row.name)}, api: ${row.api} }
`,
    ] as const,
  ]
  const title = language.value === 'zh' ? row.titleZh : (row.messageEn ?? row.message)
  return (
    <li>
      <div class="what">
        <p>
          <code class="name">{name}</code> <strong>{title}</strong>
        </p>
        {row.message !== title && <p lang="zh">{row.message}</p>}
        <p class="hint">
          {t('code')} {row.code} · HTTP {row.status} ·{' '}
          <span title={row.source}>{tOr(row.basis)}</span>
          {live !== '' && (
            <>
              {' '}
              · {t('liveBy')}: <span lang="en">{live}</span>
            </>
          )}
        </p>
        <p class="copies">
          {copies.map(([what, text]) => (
            <Button
              key={what}
              kind="link"
              onClick={() => {
                copy(text)
              }}
              label={`${t('copyAs')} ${t(what)}: ${row.name}`}
            >
              {t(what)}
            </Button>
          ))}
        </p>
      </div>
      <p class={`seen ${row.answered > 0 ? 'yes' : ''}`}>
        {row.answered > 0 ? (
          <a href={addressOf('requests', '', { case: row.name })}>
            {t('seen')} {row.answered} {t('times')}
          </a>
        ) : (
          <span class="hint">{t('notSeen')}</span>
        )}
      </p>
      <div class="actions">
        <Button
          kind="main"
          label={`${t('useForAll')}: ${row.name}`}
          onClick={() => {
            onUse()
          }}
        >
          {t('useForAll')}
        </Button>
        <Button
          label={`${t('useOnce')}: ${row.name}`}
          onClick={() => {
            onUse(1)
          }}
        >
          {t('useOnce')}
        </Button>
        <Button
          label={`${props.times} ${t('times')}: ${row.name}`}
          onClick={() => {
            onUse(props.times)
          }}
        >
          ×{props.times}
        </Button>
      </div>
    </li>
  )
}
