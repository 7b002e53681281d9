/** Processor seconds that a piece of work took in this process: what other processes do does not count. */
export const cpuSecondsOf = (work: () => void): number => {
  const before = process.cpuUsage().user
  work()
  return (process.cpuUsage().user - before) / 1e6
}
