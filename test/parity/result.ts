/** What replaying one recorded exchange came to. */
export interface ParityResult {
  /** The recording's own id. */
  readonly id: string
  readonly passed: boolean
  /** Readable: the request, then expected and actual bytes. Only where it failed. */
  readonly difference?: string
}
