import { useSignal } from '@preact/signals'
import type { Difference, World } from '../client/admin-calls.ts'
import { useResource, client } from './server.ts'
import { Differences } from './difference.tsx'
import { t } from './texts.ts'
import { attempt, Button, Field, say, Select, Sure, submitted, tied } from './ui.tsx'

/** Saves, restores and compares snapshots. Exports and imports the world as a file. */
export const Snapshots = ({ changed }: { readonly changed: () => void }) => {
  const { value, reload } = useResource((client) => client.call('getSnapshots'))
  const name = useSignal('')
  const first = useSignal('')
  const second = useSignal('')
  const differences = useSignal<readonly Difference[] | undefined>(undefined)
  const list = value.value?.snapshots ?? []
  const keep = attempt(async () => {
    await client.value.call('putSnapshot', { params: { name: name.value.trim() } })
    name.value = ''
    reload()
  })
  const importWorld = attempt(async (file: File) => {
    await client.value.call('replaceWorld', { body: JSON.parse(await file.text()) as World })
    say(t('importWorld'))
    changed()
  })
  const options = [
    ['', '—'] as [string, string],
    ...list.map((one): [string, string] => [one, one]),
  ]
  return (
    <div class="narrow">
      <section class="part">
        <form class="bar" onSubmit={submitted(keep)}>
          <Field label={t('snapshotName')} {...tied(name)} />
          <Button onClick={keep} disabled={name.value.trim() === ''}>
            {t('keep')}
          </Button>
        </form>
        {list.length === 0 ? (
          <p class="hint">{t('noSnapshots')}</p>
        ) : (
          <ul class="plain-list">
            {list.map((one) => (
              <li key={one}>
                <strong>{one}</strong>
                <span class="grow" />
                <Sure
                  label={`${t('restore')}: ${one}`}
                  onClick={attempt(async () => {
                    await client.value.call('restoreSnapshot', { params: { name: one } })
                    say(`${t('restore')}: ${one}`)
                    changed()
                  })}
                >
                  {t('restore')}
                </Sure>
                <Sure
                  label={`${t('remove')}: ${one}`}
                  onClick={attempt(async () => {
                    await client.value.call('deleteSnapshot', { params: { name: one } })
                    reload()
                  })}
                >
                  {t('remove')}
                </Sure>
              </li>
            ))}
          </ul>
        )}
      </section>
      {list.length > 1 && (
        <section class="part">
          <h2>{t('compare')}</h2>
          <div class="bar">
            <Select
              label={t('compare')}
              value={first.value}
              options={options}
              onChange={(one) => (first.value = one)}
            />
            <Select
              label={t('with')}
              value={second.value}
              options={options}
              onChange={(one) => (second.value = one)}
            />
            <Button
              disabled={first.value === '' || second.value === ''}
              onClick={attempt(async () => {
                const answer = await client.value.call('compareSnapshots', {
                  params: { a: first.value, b: second.value },
                })
                differences.value = answer.differences
              })}
            >
              {t('compare')}
            </Button>
          </div>
          {differences.value !== undefined && (
            <Differences
              rows={differences.value.map(({ path, before, after }) => [
                path,
                JSON.stringify(before),
                JSON.stringify(after),
              ])}
            />
          )}
        </section>
      )}
      <section class="part">
        <div class="actions">
          <Button
            onClick={attempt(async () => {
              save(JSON.stringify(await client.value.call('getWorld'), null, 2), 'world.json')
            })}
          >
            {t('exportWorld')}
          </Button>
          <label class="button plain">
            {t('importWorld')}
            <input
              type="file"
              class="off-screen"
              accept=".json,application/json"
              onChange={({ currentTarget }) => {
                const file = currentTarget.files?.[0]
                currentTarget.value = ''
                if (file !== undefined) importWorld(file)
              }}
            />
          </label>
        </div>
      </section>
    </div>
  )
}

const save = (text: string, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
