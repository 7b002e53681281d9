/** A change cannot be kept now, and was not made. The message says why and what to do: one sentence. */
export class NotKeptError extends Error {
  override readonly name = 'NotKeptError'
}
