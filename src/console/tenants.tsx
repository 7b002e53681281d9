import { useSignal } from '@preact/signals'
import { useResource, client, clientOf, loadUses } from './server.ts'
import { go, tenant } from './route.ts'
import { t } from './texts.ts'
import { attempt, Button, Field, say, Sure, Waiting, submitted, tied } from './ui.tsx'

/** Returns the address of a tenant's requests. */
const of = (key: string): string =>
  key === 'default' ? '#/requests' : `#/requests?tenant=${encodeURIComponent(key)}`

/** The view of all tenants. A tenant can be chosen, reset and deleted. */
export const Tenants = () => {
  const { value, error, reload } = useResource((client) => client.call('getTenants'))
  const name = useSignal('')
  const list = value.value?.tenants
  const open = () => {
    if (name.value.trim() !== '') go(of(name.value.trim()))
  }
  if (list === undefined) return <Waiting error={error.value} />
  return (
    <div class="page narrow">
      <section class="part">
        <ul class="plain-list">
          {[...new Set(['default', tenant.value, ...list])].map((key) => (
            <li key={key}>
              <a href={of(key)}>{key}</a>{' '}
              {key === tenant.value && <span class="tag">{t('current')}</span>}
              <span class="grow" />
              <Sure
                label={`${t('reset')}: ${key}`}
                onClick={attempt(async () => {
                  await clientOf(key).reset()
                  await loadUses()
                  say(`${t('reset')}: ${key}`)
                })}
              >
                {t('reset')}
              </Sure>
              {key !== 'default' && list.includes(key) && (
                <Sure
                  label={`${t('remove')}: ${key}`}
                  onClick={attempt(async () => {
                    await client.value.call('deleteTenant', { params: { key } })
                    if (key === tenant.value) go(of('default'))
                    reload()
                  })}
                >
                  {t('remove')}
                </Sure>
              )}
            </li>
          ))}
        </ul>
        <p class="hint">
          {t('reset')}: {t('resetHelp')}
        </p>
      </section>
      <form class="bar part" onSubmit={submitted(open)}>
        <Field label={t('newTenant')} {...tied(name)} />
        <Button onClick={open}>{t('openTenant')}</Button>
      </form>
    </div>
  )
}
