/*
 * Preloaded into the server under soak. At each IPC message, collects garbage and sends the memory in use.
 * Memory in use after a collection is referenced, while resident memory also depends on V8's heuristics.
 */
process.on('message', () => {
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send({
    rss,
    live: heapUsed + external,
    resources: process.getActiveResourcesInfo().length,
  })
})
process.channel.unref()
