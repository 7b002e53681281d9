/** The key of a tenant: 1 to 64 letters of ASCII, digits, `.`, `_`, `-`. */
export const TENANT_KEY = /^[A-Za-z0-9._-]{1,64}$/
