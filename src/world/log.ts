/** Takes one finished line. */
export type Log = (level: 'info' | 'warn' | 'error', line: string) => void
