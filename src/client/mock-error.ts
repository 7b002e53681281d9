/** Why an admin call could not be done. */
export interface MockErrorFacts {
  /** Verb and path under `/__admin`: `PUT /use`. */
  readonly call: string
  /** HTTP status of the refusal; 0 where no server answered. */
  readonly status: number
  /** What the network said where no server answered: `ECONNREFUSED`. */
  readonly reason?: string
  /** JSON pointer of what was refused in a stub mapping: `/request/urlPat`. */
  readonly pointer?: string
  readonly cause?: unknown
}

/** An admin call that could not be done. `message` is the server's own sentence, where it gave one. */
export class MockError extends Error {
  override readonly name = 'MockError'
  /** Verb and path under `/__admin`: `PUT /use`. */
  readonly call: string
  /** HTTP status of the refusal; 0 where no server answered. */
  readonly status: number
  /** What the network said where no server answered: `ECONNREFUSED`. */
  readonly reason: string | undefined
  /** JSON pointer of what was refused in a stub mapping: `/request/urlPat`. */
  readonly pointer: string | undefined

  /** The package has this class in each of its files: one knows the errors of another. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Object && 'call' in value && Reflect.get(value, 'name') === 'MockError'
  }

  constructor(message: string, { call, status, reason, pointer, cause }: MockErrorFacts) {
    super(message, cause === undefined ? undefined : { cause })
    this.call = call
    this.status = status
    this.reason = reason
    this.pointer = pointer
  }
}
