import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

type Words = readonly string[]

/**
 * Reads one request: its words, and the offset where it ends. Returns undefined if the request is not yet
 * complete.
 */
const readRequest = (text: string): { readonly words: Words; readonly end: number } | undefined => {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return undefined
  const words: string[] = []
  let end = head[0].length
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(end, end + 20))
    if (size === null) return undefined
    const start = end + size[0].length
    end = start + Number(size[1])
    words.push(text.slice(start, end))
    end += 2
    if (end > text.length) return undefined
  }
  return { words, end }
}

const written = (words: Words): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`

/**
 * Starts a proxy in front of the Redis at `port` that imitates a Redis of another kind. `answers` maps a
 * command's name in lower case to a Lua expression, whose value replaces the answer. All other commands are
 * answered by the real Redis.
 */
export const otherRedis = async (port: number, answers: Readonly<Record<string, () => string>>) => {
  const seen: Words[] = []
  const replaced = (words: Words): Words => {
    seen.push(words)
    const lua = answers[(words[0] ?? '').toLowerCase()]?.()
    return lua === undefined ? words : ['EVAL', `return ${lua}`, '0']
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let text = ''
    near.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      for (let one = readRequest(text); one !== undefined; one = readRequest(text)) {
        text = text.slice(one.end)
        far.write(written(replaced(one.words)), 'latin1')
      }
    })
    far.pipe(near)
    near.on('close', () => far.destroy()).on('error', () => far.destroy())
    far.on('close', () => near.destroy()).on('error', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`,
    /** Every request, as the words that were sent. */
    seen,
    close: () => server.close(),
  }
}
