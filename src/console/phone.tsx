import { useSignal } from '@preact/signals'
import { useResource } from './resource.ts'
import { client } from './server.ts'
import { t } from './texts.ts'
import { attempt, Button, Copyable, Select } from './ui.tsx'

type Json = Readonly<Record<string, unknown>>

/** What WeChat and the network do for a phone: who holds it, login codes, encrypted data, text messages. */
export const Phone = (props: {
  readonly people: readonly Json[]
  readonly changed: () => void
}) => {
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
          onChange={(person) => {
            attempt(async () => {
              await client.value.call('setCurrentPerson', { body: { person } })
              holder.reload()
            })
          }}
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
            onClick={() => {
              attempt(async () => {
                code.value = await client.value.call('issueCode', { body: { person: chosen } })
                props.changed()
              })
            }}
          >
            {t('giveCode')}
          </Button>
          <Button
            onClick={() => {
              attempt(async () => {
                secret.value = await client.value.call('encryptPhone', { body: { person: chosen } })
              })
            }}
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
    <table class="fields">
      <tbody>
        {Object.entries(value).map(([name, one]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <Copyable text={String(one)} label={name} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
