import { offiaccountAuthLogin } from '../../src/apis/offiaccount-auth-login/index.ts'
import seedWorld from '../../fixtures/world.json' with { type: 'json' }
import { converse } from './raw-conversation.ts'
import type { ParityResult } from './result.ts'
import { serveApi, type Served } from './serve-api.ts'
import { showBytes, showParting } from './show.ts'
import { differencesOf, isHeadless, recordedBinding } from './spring-differences.ts'
import { excluded } from './spring-excluded.ts'
import { readSpringExchange, type SpringExchange } from './spring-exchange.ts'

/** The number of servers that run at once. Each server handles one exchange at a time. */
const AT_ONCE = 16

/** Sends each recorded request, byte for byte, to the platform, and compares the answers. */
export const replaySpring = async (
  lines: readonly string[],
  groups: readonly string[] = [],
): Promise<readonly ParityResult[]> => {
  const exchanges = lines
    .map(readSpringExchange)
    .filter(({ id }) => !excluded.has(id))
    .filter(({ group }) => groups.length === 0 || groups.includes(group))
  const results = new Array<ParityResult>(exchanges.length)
  const entries = exchanges.entries()
  const work = async () => {
    const served = await servePlatform()
    try {
      for (const [index, exchange] of entries) results[index] = await replayOne(exchange, served)
    } finally {
      await served.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, exchanges.length) }, work))
  return results
}

const servePlatform = (): Promise<Served> => {
  const { people, codes, userDomains } = seedWorld
  return serveApi(offiaccountAuthLogin, { seedWorld: { people, codes, userDomains } })
}

const replayOne = async (exchange: SpringExchange, served: Served): Promise<ParityResult> => {
  const { id, group, request, method, answers } = exchange
  let bound: readonly unknown[] = []
  const before = served.latest()?.sequence ?? 0
  const actual = await converse(
    served.port,
    request,
    { method, answers, headless: isHeadless(exchange) },
    () => {
      const latest = served.latest()?.sequence ?? 0
      const numbers = Array.from({ length: latest - before }, (_, index) => before + 1 + index)
      bound = numbers.map((number) => served.entry(number)?.call.decoded())
    },
  )
  const differences = [...differencesOf(exchange, actual), ...bindingDifferences(exchange, bound)]
  return differences.length === 0
    ? { id, group, passed: true }
    : { id, group, passed: false, difference: [showRequest(request), ...differences].join('\n') }
}

/** Compares the parameters that the recorded handler echoed with those that the journal shows. */
const bindingDifferences = (
  exchange: SpringExchange,
  decoded: readonly unknown[],
): readonly string[] => {
  const recorded = recordedBinding(exchange)
  if (recorded === undefined) return []
  const [member = ''] = Object.keys(recorded)
  // Another request on the same connection may have been read first, without these parameters.
  const value = decoded
    .map((one) => (one as { value?: Readonly<Record<string, unknown>> } | undefined)?.value)
    .find((one) => one !== undefined && member in one)
  const read = Object.fromEntries(
    Object.keys(recorded).map((name) => [name, value?.[name] ?? null]),
  )
  const [expected, actual] = [JSON.stringify(recorded), JSON.stringify(read)].map((text) =>
    Buffer.from(text),
  )
  if (expected === undefined || actual === undefined || expected.equals(actual)) return []
  return [
    `    bound: expected ${showBytes(expected)}`,
    `    bound: actual   ${showBytes(actual)}`,
    `    ${showParting(expected, actual)}`,
  ]
}

const showRequest = (request: Buffer): string =>
  showBytes(request)
    .split('\n')
    .map((line) => `    > ${line.replace(/\\u000d$/, '')}`)
    .join('\n')
