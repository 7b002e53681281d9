import type { Instant } from '../../../core/schema.ts'
import { converted, type Conversion } from './conversion.ts'
import { parseLaxDateTime } from './date-time-lax.ts'
import { DEFAULT_INSTANT } from './instant.ts'
import { trim } from './white-space.ts'

/** `DateTimeConverter`, which form binding uses: invariant, lenient; UTC becomes the server's local time. */
export const convertToDateTime = (text: string): Conversion<Instant> => {
  const trimmed = trim(text)
  return trimmed === '' ? converted(DEFAULT_INSTANT) : parseLaxDateTime(trimmed, false)
}
