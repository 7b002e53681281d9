/**
 * Exchanges that Node's HTTP parser does not pass on in a form that can be answered as recorded, without any
 * sign of it (docs/spec/spring.md#what-cannot-be-served).
 */
export const excluded: ReadonlySet<string> = new Set([
  // The parser waits for headers, which HTTP/0.9 does not have.
  'wire/http-0.9',
  // The parser does not distinguish a request line with HTTP/0.9 from one without a version.
  'wire/version-HTTP_0.9',
  // The parser accepts the size, and waits for the chunk.
  'wire/chunked-huge-size',
])
