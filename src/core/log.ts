/** The level of a log line. */
export type LogLevel = 'info' | 'warn' | 'error'

/** Writes one finished log line. The line has no line end and is safe to print. */
export type Log = (level: LogLevel, line: string) => void

/** Line ends, other control characters of a terminal, and characters that change the reading direction. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** Makes a text safe for one line of a terminal: replaces control characters by escapes. */
export const oneLine = (text: string): string =>
  text.replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
