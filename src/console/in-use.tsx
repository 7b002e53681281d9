import { computed, signal, useSignalEffect } from '@preact/signals'
import { dependOn, addressOf } from './route.ts'
import { shownPath } from './filters.tsx'
import { changes, connection, entries } from './journal.ts'
import { client, tokenNeeded } from './server.ts'
import type { AdminCallAnswer } from '../client/admin-caller.ts'
import { t } from './texts.ts'
import { attempt, Button } from './ui.tsx'

/** The cases in use, as the server last said. */
const uses = signal<AdminCallAnswer<'getUses'>['uses']>([])

export const loadUses = async (): Promise<void> => {
  uses.value = (await client.value.call('getUses')).uses
}

/** Answers the next calls with a case. */
export const useCase = async (body: {
  readonly case: string
  readonly api?: string
  readonly times?: number
}): Promise<void> => {
  uses.value = (await client.value.call('useCase', { body })).uses
}

const RECENT = 200

/** The latest answer that a case in use decided. */
const latest = computed(() => {
  dependOn(changes)
  const entry = entries.slice(-RECENT).findLast(({ decider }) => decider === 'use')
  return uses.value.length > 0 || entry === entries.at(-1) ? entry : undefined
})

const AGAIN_MS = 2_000

/** What every call is answered with, visible in every view, and the button that takes it off. */
export const InUse = () => {
  useSignalEffect(() => {
    dependOn(client)
    if (tokenNeeded.value) return
    const load = () => {
      if (!document.hidden) loadUses().catch(() => undefined)
    }
    load()
    // Others change it too: the command line, a test, `times` that run out.
    const timer = setInterval(load, AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  })
  const list = uses.value
  const entry = latest.value
  return (
    <section class={`in-use ${list.length === 0 ? '' : 'on'}`} aria-label={t('inUse')}>
      <span class={`state ${connection.value}`} role="status">
        {t(connection.value)}
      </span>
      {list.length === 0 ? (
        <span role="status">{t('nothingInUse')}</span>
      ) : (
        <>
          <span role="status">
            {t('inUse')}:{' '}
            {list.map(({ case: name, api, times }, at) => (
              <span key={at} class="use">
                <code>{name}</code> {api ?? t('allApis')}
                {times !== undefined && ` · ${times} ${t('timesLeft')}`}
              </span>
            ))}
          </span>
          <Button
            onClick={() => {
              attempt(async () => {
                await client.value.call('useNothing')
                await loadUses()
              })
            }}
          >
            {t('takeOff')}
          </Button>
        </>
      )}
      {entry !== undefined && (
        <a class="latest" href={addressOf('requests', entry.id)}>
          {t('latestAnswer')} {entry.method} {shownPath(entry.url)}: {t('why').toLowerCase()}?
        </a>
      )}
    </section>
  )
}
