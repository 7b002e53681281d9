import { smsCodes, type World } from '../core/records.ts'
import type { Derive, Sms } from '../core/context.ts'

/** A text message, as `GET /__admin/sms` shows it. */
interface SmsMessage {
  readonly mobile: string
  readonly code: string
  /** ISO 8601. */
  readonly sentAt: string
  readonly expiresAt: string
}

export interface SmsOutbox extends Sms {
  /** Sends a message as `send` does. The caller may choose the code. */
  deliver(mobile: string, code?: string): SmsMessage
  messages(): readonly SmsMessage[]
}

const LIFE_MS = 5 * 60_000

export const createSms = (now: () => number, derive: Derive, world: World): SmsOutbox => {
  const table = world.table(smsCodes)
  const deliver = (mobile: string, chosen?: string): SmsMessage => {
    const at = now()
    const message = {
      mobile,
      code: chosen ?? fourDigits(derive, mobile, at),
      sentAt: new Date(at).toISOString(),
      expiresAt: new Date(at + LIFE_MS).toISOString(),
    }
    table.put(message)
    return message
  }
  return {
    deliver,
    send: (mobile) => deliver(mobile).code,
    check: (mobile, code) => {
      const sent = table.get(mobile)
      if (typeof sent?.code !== 'string') return 'unknown'
      // A wrong code is reported before an expired one (docs/spec/behaviour.md#004-third-part-signup).
      if (sent.code !== code) return 'wrong'
      return isOver(sent.expiresAt, now()) ? 'expired' : 'ok'
    },
    messages: () =>
      [...table.values()].map(({ mobile, code, sentAt, expiresAt }) => ({
        mobile,
        code: code ?? '',
        sentAt: sentAt ?? '',
        expiresAt: expiresAt ?? '',
      })),
  }
}

/**
 * Derives a code of four digits, the length of ShopXO's codes (S): ShopXO's clients accept no longer
 * ones. Document 004 does not say how long its codes are.
 */
const fourDigits = (derive: Derive, mobile: string, at: number): string =>
  String(derive('sms-code', mobile, String(at)).below(10_000)).padStart(4, '0')

/** Returns whether an ISO 8601 instant has come. A record without such an instant never expires. */
export const isOver = (expiresAt: string | null | undefined, now: number): boolean =>
  expiresAt !== null && expiresAt !== undefined && Date.parse(expiresAt) <= now
