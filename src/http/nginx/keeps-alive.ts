/**
 * Whether nginx keeps a connection by its client's `Connection` headers (ngx_http_process_connection, S): `close`
 * or `keep-alive` anywhere in one, the last one that has either. `rawHeaders`: names and values in turn.
 */
export const keepsAlive = (rawHeaders: readonly string[], isOld: boolean): boolean => {
  let keeps = !isOld
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'connection') continue
    const value = (rawHeaders[at + 1] ?? '').toLowerCase()
    if (value.includes('close')) keeps = false
    else if (value.includes('keep-alive')) keeps = true
  }
  return keeps
}

/** Whether node's parser may think otherwise: of most requests it does not. */
export const isUnusualConnection = (headers: Readonly<Record<string, unknown>>): boolean => {
  const { connection } = headers
  if (headers['proxy-connection'] !== undefined) return true
  return connection !== undefined && connection !== 'keep-alive' && connection !== 'close'
}
