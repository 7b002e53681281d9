import type { ReadonlySignal } from '@preact/signals'

/** Makes the running effect or component run again when one of these changes. */
export const dependOn = (...signals: readonly ReadonlySignal<unknown>[]): void => {
  signals.forEach(({ value }): unknown => value)
}
