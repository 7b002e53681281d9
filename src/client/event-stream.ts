/** The `data` of server-sent events, as they come; ends with the stream. */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const events = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = event.split('\n').filter((line) => line.startsWith('data: '))
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n')
      }
    }
  } finally {
    // Also when whoever reads stops before the end: the server need not keep the connection.
    await reader.cancel().catch(() => undefined)
  }
}
