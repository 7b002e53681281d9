import { apis } from '../../src/apis/index.ts'
import type { AnswerNode } from '../../src/core/dialect.ts'
import {
  type Answer,
  readExchange,
  type RecordedExchange,
} from '../../src/contract/recording/exchange.ts'
import { compareAnswers } from '../../src/contract/compare/compare-answers.ts'
import { readJson } from '../../src/contract/compare/compare-bodies.ts'
import { ask } from '../../src/http/ask.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'
import type { ParityResult } from './result.ts'
import { showBytes } from './show.ts'

/**
 * Whether a line was recorded by `verify --record` or `serve --record`. Such a line names an API of the
 * package.
 */
export const isExchange = (line: string): boolean => {
  const exchange = readExchange(line)
  return apis.some(({ name }) => name === exchange?.api)
}

/**
 * Sends the recorded requests to the mock in the recorded order, and compares the answers as `verify` does. A
 * line with a world is sent to a tenant of its own that has this world.
 */
export const replayExchanges = async (
  lines: readonly string[],
): Promise<readonly ParityResult[]> => {
  const exchanges = lines.flatMap((line) => readExchange(line) ?? [])
  if (exchanges.length === 0) return []
  const hosts = new Set(exchanges.flatMap(hostOf))
  const start = (strict: boolean): Promise<MockServer> =>
    createMockServer({ strict, cors: false, allowHosts: [...hosts] })
  const lenient = await start(false)
  const strict = exchanges.some((one) => one.strict) ? await start(true) : lenient
  try {
    const known = new Map<string, string>()
    const results: ParityResult[] = []
    for (const [at, exchange] of exchanges.entries()) {
      const server = exchange.strict === true ? strict : lenient
      results.push(await replayOne(exchange, server, `own-${at}`, known))
    }
    return results
  } finally {
    await lenient.close()
    if (strict !== lenient) await strict.close()
  }
}

const hostOf = ({ request }: RecordedExchange): readonly string[] =>
  request.headers
    .filter(([name]) => name.toLowerCase() === 'host')
    .map(([, host]) => host.replace(/:\d+$/, ''))

const replayOne = async (
  { id, api, world, request, response }: RecordedExchange,
  server: MockServer,
  own: string,
  known: Map<string, string>,
): Promise<ParityResult> => {
  const tenant = world === undefined ? 'replay' : own
  if (world !== undefined) await server.tenant(tenant).world.patch(world)
  const filled = filledIn(request, known, examplesOf(api, request))
  const actual = await ask(
    new URL(server.url),
    { ...filled, headers: [...filled.headers, ['X-Mock-Tenant', tenant]] },
    { timeoutMs: 10_000, maxBytes: 16_777_216 },
  )
  learn(response, actual, known)
  const drifts = compareAnswers(actual, response, {
    readXml: apis.find(({ name }) => name === api)?.dialect.readXml,
  })
  if (drifts.length === 0) return { id, passed: true }
  const difference = [
    `    > ${request.method} ${request.target}`,
    `    > ${showBytes(request.body)}`,
    ...drifts.map(
      ({ kind, path, expected, actual: recorded }) =>
        `    ${kind} ${path}: expected ${recorded}\n    ${kind} ${path}: actual   ${expected}`,
    ),
  ]
  return { id, passed: false, difference: difference.join('\n') }
}

/** Matches a mask, with the name in front of it in JSON or a form. */
const MASKED = /((?:[\w-]+(?:"\s*:\s*"|=))?(?:Bearer(?: |%20|\+))?)(\*{3}\d+)/g

/**
 * Returns the example requests of the operations as text. Values that a client chooses itself are taken from
 * them.
 */
const examplesOf = (api: string, { method }: RecordedExchange['request']): string =>
  (apis.find(({ name }) => name === api)?.operations ?? [])
    .filter((operation) => operation.method === method)
    .map((operation) => operation.example())
    .map(({ target, body }) => `${target}&\n${body}`)
    .join('\n')

const exampleValue = (before: string, examples: string): string | undefined => {
  const at = before === '' ? -1 : examples.indexOf(before)
  return at < 0 ? undefined : /^[^"&\n]*/.exec(examples.slice(at + before.length))?.[0]
}

/** Replaces each mask by the token that the mock gave in place of the back end's masked token. */
const filledIn = (
  request: RecordedExchange['request'],
  known: ReadonlyMap<string, string>,
  examples: string,
): RecordedExchange['request'] => {
  const fill = (text: string): string =>
    text.replace(MASKED, (whole, before: string, mask: string) => {
      const value = known.get(mask) ?? exampleValue(before, examples)
      return value === undefined ? whole : `${before}${value}`
    })
  const text = request.body.toString('utf8')
  const body = text.includes('***') ? Buffer.from(fill(text)) : request.body
  return {
    ...request,
    target: fill(request.target),
    headers: request.headers.map(([name, value]) => [
      name,
      name.toLowerCase() === 'content-length' ? String(body.length) : fill(value),
    ]),
    body,
  }
}

/** Stores the values that the mock's answer has in the places where the recording has masks. */
const learn = (recorded: Answer, actual: Answer, known: Map<string, string>): void => {
  const values = leavesOf(readJson(String(actual.body)))
  for (const [path, text] of leavesOf(readJson(String(recorded.body)))) {
    const [, scheme = '', mask] = /^(Bearer )?(\*{3}\d+)$/.exec(text) ?? []
    const value = values.get(path)
    if (mask !== undefined && value !== undefined) known.set(mask, value.slice(scheme.length))
  }
}

const leavesOf = (root: AnswerNode | undefined): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  const walk = (node: AnswerNode, path: string): void => {
    if (node.kind === 'object')
      for (const member of node.members) walk(member.node, `${path}.${member.name}`)
    else if (node.kind === 'list')
      node.items.forEach((item, at) => {
        walk(item, `${path}.${at}`)
      })
    else found.set(path, node.text)
  }
  if (root !== undefined) walk(root, '')
  return found
}
