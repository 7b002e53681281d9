import { text, type Given } from './option-rows.ts'
import { UsageError } from './usage-error.ts'

/** What every command takes that speaks to a running server. */
export const clientRows = {
  url: {
    ...text('--url <url>', 'where the server is'),
    read: (given: string) =>
      /^https?:\/\/[^/]/.test(given) && URL.canParse(given) ? given : undefined,
    allowed: 'a URL such as http://127.0.0.1:5013',
  },
  tenant: {
    ...text('--tenant <key>', 'tenant to speak of'),
    read: (given: string) => (/^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : undefined),
    allowed: '1 to 64 of A-Z a-z 0-9 . _ -',
  },
  adminToken: text('--admin-token <text>', 'bearer token, where the server asks for one'),
} as const

export type GivenClient = Given<typeof clientRows>

const DEFAULT_URL = 'http://127.0.0.1:5013'

/** Where the server is unless `--url` says else. */
export const targetOf = ({ url = DEFAULT_URL, tenant, adminToken }: GivenClient) => ({
  url,
  tenant,
  adminToken,
})

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `2h30m`, `-5m`, or milliseconds without a unit. Throws UsageError. */
export const millisecondsOf = (what: string, given: string): number => {
  const sign = given.startsWith('-') ? -1 : 1
  const plain = given.replace(/^[-+]/, '')
  if (/^\d{1,15}$/.test(plain)) return sign * Number(plain)
  if (!/^(\d{1,9}(ms|s|m|h|d))+$/.test(plain))
    throw new UsageError(
      `${what} ${JSON.stringify(given)} cannot be: use a duration such as 90s, 2h30m or -5m.`,
    )
  const parts = [...plain.matchAll(/(\d+)(ms|s|m|h|d)/g)]
  return parts.reduce(
    (sum, [, count, unit]) => sum + sign * Number(count) * UNITS[unit as keyof typeof UNITS],
    0,
  )
}
