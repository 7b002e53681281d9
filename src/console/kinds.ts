import { signal } from '@preact/signals'
import { client } from './server.ts'

interface KindText {
  readonly kind: string
  readonly title: string
  readonly advice: string
}

const kinds = signal<ReadonlyMap<string, KindText>>(new Map())

/** Loads the Chinese titles of note kinds once; without them the page shows the kinds themselves. */
export const loadKinds = async (): Promise<void> => {
  const answer = await client.value.call('getNoteKinds')
  kinds.value = new Map(answer.kinds.map((one) => [one.kind, one]))
}

export const titleOf = (kind: string): string => kinds.value.get(kind)?.title ?? ''
export const adviceOf = (kind: string): string => kinds.value.get(kind)?.advice ?? ''
