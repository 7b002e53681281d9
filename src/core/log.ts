/** How grave a line is. */
export type LogLevel = 'info' | 'warn' | 'error'

/** Takes one finished line, without a line end, safe to print. */
export type Log = (level: LogLevel, line: string) => void

/** Line ends, what else steers a terminal, and what turns the reading direction. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** Text made safe for a terminal and for one line: characters that steer it become escapes. */
export const oneLine = (text: string): string =>
  text.replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
