/*
 * Preloaded into the server under soak: when asked over IPC it collects garbage and tells what is left.
 * What is left after that is held by somebody; resident memory alone tells of V8's moods, too.
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
