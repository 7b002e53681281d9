import { closeSync, openSync, writeSync } from 'node:fs'
import { exchangeLine, type RecordedExchange } from '../contract/recording/exchange.ts'
import { createConcealer } from '../contract/recording/hide.ts'
import type { Log } from '../core/log.ts'
import type { MockOptions } from './options.ts'

/** A file to which exchanges with back ends are appended, with secrets masked. */
interface Recorder {
  readonly add: (exchange: RecordedExchange) => void
  readonly close: () => void
}

/** Opens the file of `--record`. Returns undefined without the option. Throws RangeError (one sentence). */
export const openRecorder = (
  { record, proxy = {} }: MockOptions,
  log: Log,
): Recorder | undefined => {
  if (record === undefined) return undefined
  if (Object.keys(proxy).length === 0)
    throw new RangeError(
      '--record needs --proxy: what is recorded are the answers of a real back end.',
    )
  if (!/\.jsonl$/i.test(record))
    throw new RangeError(
      `--record ${JSON.stringify(record)} cannot be: use a file whose name ends in .jsonl.`,
    )
  const file = opened(record)
  const conceal = createConcealer((text) => text)
  return {
    add: (exchange) => {
      try {
        writeSync(file, `${exchangeLine(conceal(exchange))}\n`)
      } catch (error) {
        const { code = 'unknown error' } = error as NodeJS.ErrnoException
        log('error', `an exchange was not recorded (${code}): ${record}`)
      }
    },
    close: () => {
      closeSync(file)
    },
  }
}

const opened = (file: string): number => {
  try {
    return openSync(file, 'a')
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new RangeError(
      `--record ${JSON.stringify(file)} cannot be written (${code}): use a file in a folder of yours.`,
      { cause: error },
    )
  }
}
