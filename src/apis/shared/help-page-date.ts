import type { Instant } from '../../core/schema.ts'

/**
 * When the help pages were generated: 2026-01-29T15:00:34.1406325+08:00
 * (docs/spec/behaviour.md#documented-samples).
 */
export const helpPageDate: Instant = {
  ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140),
  ticks: 6325,
  kind: 'local',
}
