/** `Date` header values by a tenant's clock, made once a second. */
export const createDateHeader = (): ((ms: number) => string) => {
  let second = NaN
  let text = ''
  return (ms) => {
    const now = Math.floor(ms / 1000)
    if (now !== second) {
      second = now
      text = new Date(now * 1000).toUTCString()
    }
    return text
  }
}
