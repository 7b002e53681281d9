/**
 * Returns the processor seconds that `work` takes in this process. Other processes do not affect the result.
 */
export const cpuSecondsOf = (work: () => void): number => {
  const before = process.cpuUsage().user
  work()
  return (process.cpuUsage().user - before) / 1e6
}
