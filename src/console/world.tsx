import { useSignal } from '@preact/signals'
import { RecordForm, RecordTable, type RecordSchema } from './records.tsx'
import { useResource, client } from './server.ts'
import { addressOf, place } from './route.ts'
import { Snapshots } from './snapshots.tsx'
import { Rows } from './message.tsx'
import { t, tIn } from './texts.ts'
import { attempt, Button, say, Waiting, Copyable, Select } from './ui.tsx'

type Json = Readonly<Record<string, unknown>>

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
/** The view of the world: its lists as tables, its records as forms, WeChat's tools and snapshots. */
export const World = () => {
  const world = useResource(async (client): Promise<Json> => ({
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
        <RecordTable
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

/**
 * The tools of WeChat and the network for a phone: its holder, login codes, encrypted data, text messages.
 */
const Phone = (props: { readonly people: readonly Json[]; readonly changed: () => void }) => {
  const person = useSignal('')
  const code = useSignal<Json | undefined>(undefined)
  const secret = useSignal<Json | undefined>(undefined)
  const inbox = useResource((client) => client.call('getMessages'))
  const holder = useResource((client) => client.call('getCurrentPerson'))
  const options: [string, string][] = props.people.map((one) => [
    String(one['id']),
    `${String(one['nickname'] ?? one['id'])} (${String(one['id'])})`,
  ])
  const chosen = person.value || (options[0]?.[0] ?? '')
  const messages = inbox.value.value?.messages ?? []
  return (
    <div class="narrow">
      <section class="part">
        <h2>{t('holder')}</h2>
        <Select
          label={t('holder')}
          hideLabel
          value={holder.value.value?.person ?? ''}
          options={options}
          onChange={attempt(async (person: string) => {
            await client.value.call('setCurrentPerson', { body: { person } })
            holder.reload()
          })}
        />
      </section>
      <section class="part">
        <h2>{t('tools')}</h2>
        <Select
          label={t('person')}
          value={chosen}
          options={options}
          onChange={(value) => (person.value = value)}
        />
        <div class="actions">
          <Button
            onClick={attempt(async () => {
              code.value = await client.value.call('issueCode', { body: { person: chosen } })
              props.changed()
            })}
          >
            {t('giveCode')}
          </Button>
          <Button
            onClick={attempt(async () => {
              secret.value = await client.value.call('encryptPhone', { body: { person: chosen } })
            })}
          >
            {t('encrypt')}
          </Button>
        </div>
        <Given value={code.value} />
        <Given value={secret.value} />
      </section>
      <section class="part">
        <h2>{t('inbox')}</h2>
        {messages.length === 0 ? (
          <p class="hint">{t('noMessages')}</p>
        ) : (
          <ul class="plain-list">
            {messages.map((one) => (
              <li key={one.mobile + one.code}>
                {one.mobile}: <Copyable text={one.code} />
                <span class="hint">
                  {t('expires')} {new Date(one.expiresAt).toLocaleString()}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}

const Given = ({ value }: { readonly value: Json | undefined }) =>
  value === undefined ? null : (
    <Rows
      rows={Object.entries(value).map(([name, one]) => [
        name,
        <Copyable key={name} text={String(one)} label={name} />,
      ])}
    />
  )
