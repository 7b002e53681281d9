import type { Log } from '../index.ts'

/** From the chattiest to none at all. */
export const logLevels = ['info', 'warn', 'error', 'silent'] as const
export type LogThreshold = (typeof logLevels)[number]

/** Lines from this level up, on stderr. */
export const stderrLog = (threshold: LogThreshold): Log => {
  const least = logLevels.indexOf(threshold)
  return (level, line) => {
    if (logLevels.indexOf(level) >= least) process.stderr.write(`${level}: ${line}\n`)
  }
}
