import { signal, useSignalEffect, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { MockClient } from '../client/mock-client.ts'
import { dependOn } from './route.ts'
import { comebacks } from './journal.ts'
import { client, tokenNeeded } from './server.ts'
import { sentence } from './ui.tsx'

interface Resource<T> {
  readonly value: ReadonlySignal<T | undefined>
  readonly error: ReadonlySignal<string>
  readonly reload: () => void
}

/** What the admin API answers: asked for once, and again for another tenant, after a lost connection, or by `reload`. */
export const useResource = <T>(ask: (client: MockClient) => Promise<T>): Resource<T> => {
  const state = useMemo(() => {
    const turn = signal(0)
    return {
      value: signal<T | undefined>(undefined),
      error: signal(''),
      turn,
      reload: () => {
        turn.value++
      },
    }
  }, [])
  useSignalEffect(() => {
    dependOn(state.turn, comebacks)
    if (tokenNeeded.value) return
    let current = true
    ask(client.value).then(
      (answer) => {
        if (!current) return
        state.value.value = answer
        state.error.value = ''
      },
      (error: unknown) => {
        if (current) state.error.value = sentence(error)
      },
    )
    return () => {
      current = false
    }
  })
  return state
}
