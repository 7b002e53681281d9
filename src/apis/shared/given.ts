/** Text that says something; undefined for null, empty and white space (`IsNullOrWhiteSpace`). */
export const given = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text.trim() === '' ? undefined : text

/**
 * Text a client sent as an identity of its own: not a magic value that names a case
 * (docs/spec/control.md#overrides).
 */
export const ownIdentity = (text: string | null | undefined): string | undefined => {
  const value = given(text)
  return value === undefined || (isMagic(value) && !namesPerson(value)) ? undefined : value
}

/** `mock:…`, which is never an identity to keep. */
export const isMagic = (text: string): boolean => text.startsWith('mock:')

const namesPerson = (text: string): boolean =>
  text === 'mock:new' || text.startsWith('mock:person:')
