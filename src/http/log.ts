import { oneLine } from '../core/one-line.ts'

export type LogLevel = 'info' | 'warn' | 'error'

/** Takes one finished line, without a line end, safe to print. */
export type Log = (level: LogLevel, line: string) => void

/** Text from outside, short and safe to print. */
export const printable = (text: string): string =>
  oneLine(text.length > 200 ? `${text.slice(0, 200)}…` : text)

/** Passes on single lines only, whatever file names, fixtures and requests are quoted in them. */
export const lineLog =
  (log: Log): Log =>
  (level, line) => {
    log(level, oneLine(line))
  }
