import type { Api } from '../../src/core/api.ts'
import { recordedApps } from './aspnet-apps.ts'
import { rawExchange, type RawResponse } from './raw-exchange.ts'
import { BOUND, MODEL_STATE } from './recorded-dialect.ts'
import type { ParityResult } from './result.ts'
import { serveApi, type Served } from './serve-api.ts'
import { showBytes, showParting } from './show.ts'

/** A line of the ASP.NET recordings. */
interface AspNetExchange {
  readonly id: string
  readonly api: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: readonly (readonly [name: string, value: string])[]
    readonly bodyBase64: string
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly bodyBase64: string
    readonly bound?: string
    readonly modelState?: Readonly<Record<string, readonly string[]>>
  }
}

/** The number of concurrent connections. */
const AT_ONCE = 8

/** Sends each recorded request to the rebuilt recorded application, and compares the answers. */
export const replayAspNet = async (lines: readonly string[]): Promise<readonly ParityResult[]> => {
  const exchanges = lines.map((line) => JSON.parse(line) as AspNetExchange)
  const apps = recordedApps()
  const served = new Map<string, Served>()
  try {
    for (const name of new Set(exchanges.map(({ api }) => api)))
      served.set(name, await serveApi(appNamed(apps, name)))
    const results = new Array<ParityResult>(exchanges.length)
    const entries = exchanges.entries()
    const work = async () => {
      for (const [index, exchange] of entries)
        results[index] = await replayOne(exchange, served.get(exchange.api)?.port ?? 0)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return results
  } finally {
    await Promise.all([...served.values()].map((one) => one.close()))
  }
}

const appNamed = (apps: ReadonlyMap<string, Api>, name: string): Api => {
  const found = apps.get(name)
  if (found === undefined) throw new Error(`No recorded application is called ${name}.`)
  return found
}

const replayOne = async (exchange: AspNetExchange, port: number): Promise<ParityResult> => {
  const { id, request } = exchange
  try {
    const response = await rawExchange(port, bytesOf(exchange), {
      isHead: request.method === 'HEAD',
    })
    const differences = compare(exchange, response)
    if (differences.length === 0) return { id, passed: true }
    return { id, passed: false, difference: [showRequest(exchange), ...differences].join('\n') }
  } catch (error) {
    return { id, passed: false, difference: `${showRequest(exchange)}\n    ${String(error)}` }
  }
}

const bytesOf = ({ request }: AspNetExchange): Buffer => {
  const head = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), Buffer.from(request.bodyBase64, 'base64')])
}

const compare = (
  { response: recorded }: AspNetExchange,
  actual: RawResponse,
): readonly string[] => {
  const differences: string[] = []
  const check = (what: string, expected: string | undefined, is: string | undefined) => {
    if (expected !== is)
      differences.push(
        `    ${what}: expected ${expected ?? '(none)'}\n    ${what}: actual   ${is ?? '(none)'}`,
      )
  }
  check('status', String(recorded.status), String(actual.status))
  for (const name of ['content-type', 'allow'])
    check(name, recorded.headers[name], actual.headers.get(name))
  if (recorded.bound !== undefined)
    check('bound', recorded.bound, actual.headers.get(BOUND.toLowerCase()))
  if (recorded.modelState !== undefined)
    check('model state', JSON.stringify(recorded.modelState), modelStateOf(actual))
  const body = Buffer.from(recorded.bodyBase64, 'base64')
  if (!body.equals(actual.body))
    differences.push(
      `    body: expected ${showBytes(body)}`,
      `    body: actual   ${showBytes(actual.body)}`,
      `    ${showParting(body, actual.body)}`,
    )
  return differences
}

const modelStateOf = ({ headers }: RawResponse): string | undefined => {
  const encoded = headers.get(MODEL_STATE.toLowerCase())
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
}

const showRequest = ({ request }: AspNetExchange): string =>
  [
    `    > ${request.method} ${request.path}`,
    ...request.headers.map(([name, value]) => `    > ${name}: ${value}`),
    `    > ${showBytes(Buffer.from(request.bodyBase64, 'base64'))}`,
  ].join('\n')
