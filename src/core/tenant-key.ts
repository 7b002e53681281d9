/** Matches the key of a tenant: 1 to 64 ASCII letters, digits, `.`, `_` and `-`. */
export const TENANT_KEY = /^[A-Za-z0-9._-]{1,64}$/
