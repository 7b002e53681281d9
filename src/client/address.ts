import { TENANT_KEY } from '../core/tenant-key.ts'

/** Where a mock is, and which tenant of it is spoken of. */
export interface Address {
  /** Origin, and path where the mock is mounted in another server; without the tenant's prefix. */
  readonly root: string
  /** Absent: the tenant that has no prefix. */
  readonly tenant?: string
}

/** `/t/<key>` at an address's end. */
const PREFIX = new RegExp(`/t/(${TENANT_KEY.source.slice(1, -1)})$`)

/** Reads `http://127.0.0.1:5013` and `http://127.0.0.1:5013/t/mine`. Throws RangeError for what is no address. */
export const addressOf = (url: string, tenant?: string): Address => {
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
    throw new RangeError(
      `The url ${JSON.stringify(url)} cannot be: use one such as http://127.0.0.1:5013.`,
    )
  const plain = url.replace(/\/+$/, '')
  const [prefix, own] = PREFIX.exec(plain) ?? []
  const root = prefix === undefined ? plain : plain.slice(0, -prefix.length)
  const key = tenant ?? own
  return key === undefined ? { root } : { root, tenant: tenantKey(key) }
}

/** Throws RangeError for what is no tenant key. */
export const tenantKey = (key: string): string => {
  if (TENANT_KEY.test(key)) return key
  throw new RangeError(
    `The tenant ${JSON.stringify(key)} cannot be: a key has 1 to 64 of A-Z a-z 0-9 . _ -.`,
  )
}

/** Where the application under test sends its requests. */
export const baseOf = ({ root, tenant }: Address): string =>
  tenant === undefined ? root : `${root}/t/${tenant}`
