import type { Context } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import { tokens } from '../../core/records.ts'

interface NewToken {
  readonly token: string
  readonly api: string
  readonly kind: 'access' | 'refresh' | 'session'
  /** Key of the record it speaks for. */
  readonly subject: string
  /** Its life; absent: it does not end. */
  readonly seconds?: number
}

/** Keeps a token that an API gives out, so that it can be asked about later. */
export const issueToken = (
  { now, world }: Context,
  { token, api, kind, subject, seconds }: NewToken,
): void => {
  const issued = now()
  const issuedAt = isoInstant(issued)
  world
    .table(tokens)
    .put(
      seconds === undefined
        ? { token, api, kind, subject, issuedAt }
        : { token, api, kind, subject, issuedAt, expiresAt: isoInstant(issued + seconds * 1000) },
    )
}
