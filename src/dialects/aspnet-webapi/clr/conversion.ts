/**
 * What a CLR conversion came to. `format` is a FormatException, which form binding words itself
 * ("The value 'abc' is not valid for Sex."); `exception` is any other, such as an overflow, which
 * it records as an exception.
 */
export type Conversion<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: 'format' | 'exception' }

export const converted = <T>(value: T): Conversion<T> => ({ ok: true, value })
export const badFormat: Conversion<never> = { ok: false, reason: 'format' }
export const badConversion: Conversion<never> = { ok: false, reason: 'exception' }
