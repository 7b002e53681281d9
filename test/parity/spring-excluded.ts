/**
 * Exchanges that node's parser does not let through to be answered as recorded, and gives no sign of
 * (docs/spec/spring.md#what-cannot-be-served).
 */
export const excluded: ReadonlySet<string> = new Set([
  // It waits for headers, which HTTP/0.9 has not.
  'wire/http-0.9',
  // It does not tell a line that names HTTP/0.9 from one that names no version.
  'wire/version-HTTP_0.9',
  // It takes the size for one, and waits for the chunk.
  'wire/chunked-huge-size',
])
