import { dependOn } from './depend-on.ts'
import { client, tokenNeeded } from './server.ts'
import { signal, useSignalEffect } from '@preact/signals'
import type { AdminCallAnswer } from '../client/admin-caller.ts'
import { t } from './texts.ts'
import { attempt, Button } from './ui.tsx'

/** The cases in use, as the server last said. */
export const uses = signal<AdminCallAnswer<'getUses'>['uses']>([])

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
  return (
    <div class={`in-use ${list.length === 0 ? '' : 'on'}`} role="status">
      {list.length === 0 ? (
        <span>{t('nothingInUse')}</span>
      ) : (
        <>
          <span>
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
    </div>
  )
}
