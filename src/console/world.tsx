import { useSignal } from '@preact/signals'
import { SearchField } from './filters.tsx'
import { Phone } from './phone.tsx'
import { RecordForm, type RecordSchema } from './record-form.tsx'
import { useResource } from './resource.ts'
import { addressOf, place } from './route.ts'
import { client } from './server.ts'
import { Snapshots } from './snapshots.tsx'
import { t, tIn } from './texts.ts'
import { attempt, Button, say, Sure, Waiting } from './ui.tsx'

type Json = Readonly<Record<string, unknown>>
type Data = Readonly<Record<string, unknown>>

interface ListSchema {
  readonly type?: string
  readonly items?: RecordSchema
  readonly properties?: RecordSchema['properties']
}

interface AdminDocument {
  readonly components?: {
    readonly schemas?: {
      readonly World?: { readonly properties?: Readonly<Record<string, ListSchema>> }
    }
  }
}

const PHONE = 'phone'
const SNAPSHOTS = 'snapshots'
/** So many rows of a list are made at once; the search finds the others. */
const MOST_ROWS = 300

/** The lists of the world as tables, a record as a form, and what WeChat does for a phone. */
export const World = () => {
  const world = useResource(async (client): Promise<Data> => ({
    ...(await client.call('getWorld')),
  }))
  const document = useResource(async (client) => (await client.call('getOpenApi')) as AdminDocument)
  const data = world.value.value
  const lists = document.value.value?.components?.schemas?.World?.properties
  if (data === undefined || lists === undefined)
    return <Waiting error={world.error.value || document.error.value} />
  const names = Object.keys(lists)
  const chosen = place.value.chosen === '' ? (names[0] ?? '') : place.value.chosen
  const schema = lists[chosen]
  const link = (name: string, text: string) => (
    <a
      key={name}
      class={name === chosen ? 'current' : ''}
      aria-current={name === chosen ? 'page' : undefined}
      href={addressOf('world', name)}
      title={name}
    >
      {text}
    </a>
  )
  return (
    <div class="page">
      <nav class="tabs" aria-label={t('list')}>
        {names.map((name) =>
          link(
            name,
            name === 'site'
              ? t('settings')
              : `${tIn('list', name)} ${(data[name] as Json[] | undefined)?.length ?? 0}`,
          ),
        )}
        {link(PHONE, t('tools'))}
        {link(SNAPSHOTS, t('snapshots'))}
      </nav>
      {chosen === PHONE ? (
        <Phone people={(data['people'] as Json[] | undefined) ?? []} changed={world.reload} />
      ) : chosen === SNAPSHOTS ? (
        <Snapshots changed={world.reload} />
      ) : chosen === 'site' && schema !== undefined ? (
        <Settings
          schema={{ properties: schema.properties ?? {} }}
          value={(data['site'] as Json | undefined) ?? {}}
          changed={world.reload}
        />
      ) : schema?.items === undefined ? (
        <p class="hint">{t('noRecords')}</p>
      ) : (
        <Table
          key={chosen}
          name={chosen}
          schema={schema.items}
          records={(data[chosen] as Json[] | undefined) ?? []}
          changed={world.reload}
        />
      )}
    </div>
  )
}

const Settings = (props: {
  readonly schema: RecordSchema
  readonly value: Json
  readonly changed: () => void
}) => (
  <RecordForm
    key={JSON.stringify(props.value)}
    schema={props.schema}
    value={props.value}
    onSave={async (site) => {
      await client.value.call('patchWorld', { body: { site } })
      say(t('saved'))
      props.changed()
    }}
  />
)

const Table = (props: {
  readonly name: string
  readonly schema: RecordSchema
  readonly records: readonly Json[]
  readonly changed: () => void
}) => {
  const { name, schema, records, changed } = props
  const key = schema.required?.[0] ?? Object.keys(schema.properties)[0] ?? ''
  const edited = useSignal<{ readonly record: Json; readonly fresh: boolean } | undefined>(
    undefined,
  )
  const text = place.value.query['text'] ?? ''
  const wanted = text.toLowerCase()
  const found =
    wanted === ''
      ? records
      : records.filter((record) => JSON.stringify(record).toLowerCase().includes(wanted))
  const columns = Object.keys(schema.properties).filter(
    (column) => column === key || records.slice(0, 50).some((record) => record[column] != null),
  )
  const remove = (record: Json) => {
    attempt(async () => {
      // The world is read again: what others changed meanwhile stays.
      const now = { ...(await client.value.call('getWorld')) } as Data
      const left = ((now[name] as Json[] | undefined) ?? []).filter(
        (one) => one[key] !== record[key],
      )
      await client.value.call('replaceWorld', { body: { ...now, [name]: left } })
      changed()
    })
  }
  return (
    <>
      <div class="bar">
        <SearchField label={t('find')} />
        <span class="hint">
          <code>{name}</code> · {found.length} {t('records')}
        </span>
        <span class="grow" />
        <Button kind="main" onClick={() => (edited.value = { record: {}, fresh: true })}>
          {t('add')}
        </Button>
      </div>
      {edited.value !== undefined && (
        <RecordForm
          schema={schema}
          value={edited.value.record}
          fixed={edited.value.fresh ? undefined : key}
          onCancel={() => (edited.value = undefined)}
          onSave={async (record) => {
            await client.value.call('patchWorld', { body: { [name]: [record] } })
            edited.value = undefined
            say(t('saved'))
            changed()
          }}
        />
      )}
      {found.length === 0 ? (
        <p class="hint">{t('noRecords')}</p>
      ) : (
        <div class="wide" tabIndex={0} role="region" aria-label={name}>
          <table class="records">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" title={schema.properties[column]?.description}>
                    {column}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {found.slice(0, MOST_ROWS).map((record) => (
                <tr key={String(record[key])}>
                  {columns.map((column) => (
                    <td key={column}>{cell(record[column])}</td>
                  ))}
                  <td class="actions">
                    <Button
                      label={`${t('edit')}: ${String(record[key])}`}
                      onClick={() => (edited.value = { record, fresh: false })}
                    >
                      {t('edit')}
                    </Button>
                    <Sure
                      label={`${t('remove')}: ${String(record[key])}`}
                      onClick={() => {
                        remove(record)
                      }}
                    >
                      {t('remove')}
                    </Sure>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

const MOST_CELL = 60

const cell = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST_CELL ? `${text.slice(0, MOST_CELL)}…` : text
}
