export type LogLevel = 'info' | 'warn' | 'error'

/** Takes one finished line, without a line end, safe to print. */
export type Log = (level: LogLevel, line: string) => void

/** Text from outside, made safe for a terminal and for one line: control characters become escapes. */
export const printable = (text: string): string => {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text
  return short.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
