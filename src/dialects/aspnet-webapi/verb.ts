const KNOWN = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'])

/** The verb as Web API knows it: the usual ones in any case, all others as sent (S). */
export const verbOf = (method: string): string => {
  const upper = method.toUpperCase()
  return KNOWN.has(upper) ? upper : method
}
