import { DATE, LENGTH, type Headers } from '../../core/wire.ts'

/** The nginx in front sends its own first, then what it passes on (I). Built once, shared by every answer. */
export const jsonHeaders: Headers = Object.freeze([
  ['Server', 'nginx'],
  ['Date', DATE],
  ['Content-Type', 'application/json'],
  ['Content-Length', LENGTH],
  ['Connection', 'keep-alive'],
] as const)

/** Of an answer without a body. */
export const emptyHeaders: Headers = jsonHeaders.filter(([name]) => name !== 'Content-Type')
