import { readFileSync, statSync } from 'node:fs'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { apis as documented } from '../../apis/index.ts'
import type { Api } from '../../core/api.ts'
import { casesOf, findCase } from '../../core/catalogue.ts'
import { meantOrKnown, nearestName } from '../../core/nearest-name.ts'
import { isSecret } from '../../core/mask-text.ts'
import type { HeaderList } from '../../contract/recording/exchange.ts'
import { createHide, SHORTEST_SECRET, type Hide } from '../../contract/recording/hide.ts'
import { type Wanted, noValues, readValues, type Values } from '../../contract/verify/plan.ts'
import { baseUrl } from '../read-options.ts'
import { yamlValue } from '../../scripting/yaml.ts'

/** The checked options of a `verify` run. */
export interface VerifyOptions {
  readonly target: URL
  readonly wanted: Wanted
  readonly values: Values
  /** Headers that are sent to the back end in addition to those of the example. */
  readonly headers: HeaderList
  /** Returns the header names (lower case) and the body paths that are not compared. */
  readonly ignored: (api: Api) => ReadonlySet<string>
  readonly allowWrites: boolean
  /** Requests per second. */
  readonly rate: number
  readonly timeoutMs: number
  /** Removes values of environment variables and secret headers from a text. */
  readonly hide: Hide
}

/** The options as written on the command line. `${NAME}` stands for an environment variable. */
export interface WrittenVerifyOptions {
  readonly target: string
  readonly apis: readonly string[]
  readonly cases: readonly string[]
  /** Path of a YAML file. */
  readonly values?: string | undefined
  /** Headers, each as `Name=value`. */
  readonly headers: readonly string[]
  /** Headers and paths that are not compared, each as `<api>:<header|path>`. */
  readonly ignore: readonly string[]
  readonly allowWrites: boolean
  readonly rate: number
  readonly timeoutMs: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Checks the written options. Throws a RangeError of one sentence. */
export const readVerifyOptions = (
  written: WrittenVerifyOptions,
  environment: Environment,
): VerifyOptions => {
  const secrets = new Set<string>()
  const expand = (text: string, where: string): string =>
    text.replace(/\$\{([A-Za-z_]\w*)\}/g, (_whole, name: string) => {
      const value = environment[name] ?? ''
      if (value === '')
        throw new RangeError(`${where} names \${${name}}, which the environment does not have.`)
      if (value.length < SHORTEST_SECRET)
        throw new RangeError(
          `${where} names \${${name}}, which is shorter than ${SHORTEST_SECRET} characters and could not be hidden: write it in plain, or use a longer one.`,
        )
      secrets.add(value)
      return value
    })
  const target = baseUrl(
    '--target',
    expand(written.target, '--target'),
    {
      credentials: 'send them with --header, such as --header "Authorization=Basic ${CREDENTIALS}"',
      query: 'the cases bring their own query',
    },
    written.target,
  )
  for (const name of written.apis) apiNamed(name, '--api')
  checkCases(written)
  const headers = written.headers.map((header) => headerOf(header, expand, secrets))
  return {
    target,
    wanted: { apis: written.apis, cases: written.cases },
    values: written.values === undefined ? noValues : valuesOf(written.values, expand),
    headers,
    ignored: ignoredOf(written.ignore),
    allowWrites: written.allowWrites,
    rate: written.rate,
    timeoutMs: written.timeoutMs,
    hide: createHide([...secrets]),
  }
}

const apiNamed = (name: string, flag: string): Api => {
  const names = documented.map((api) => api.name)
  const found = documented.find((api) => api.name === name)
  if (found === undefined)
    throw new RangeError(
      `${flag}: there is no API ${JSON.stringify(name)}${meantOrKnown(name, names)}`,
    )
  return found
}

const checkCases = ({ apis, cases }: WrittenVerifyOptions): void => {
  const meant = documented.filter(({ name }) => apis.length === 0 || apis.includes(name))
  for (const name of cases) {
    if (meant.some((api) => findCase(api, name) !== undefined)) continue
    const of = apis.length === 0 ? 'no API' : apis.join(', ')
    const full = name.includes('/')
    const known = meant.flatMap((api) =>
      casesOf(api).map((row) => (full ? `${api.name}/${row.name}` : row.name)),
    )
    const near = nearestName(name, known)
    throw new RangeError(
      `--case: ${of} has no case ${JSON.stringify(name)}${near === undefined ? ': `cases` lists them.' : `; did you mean ${near}?`}`,
    )
  }
}

const headerOf = (
  text: string,
  expand: (text: string, where: string) => string,
  secrets: Set<string>,
): HeaderList[number] => {
  const mark = text.indexOf('=')
  const name = text.slice(0, Math.max(0, mark)).trim()
  const value = expand(text.slice(mark + 1), `--header ${name}`)
  try {
    if (mark < 1) throw new TypeError('no name')
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw new RangeError(
      `--header ${JSON.stringify(mark < 1 ? text : name)} cannot be: write Name=value, such as --header "X-Gateway-Key=\${GATEWAY_KEY}".`,
    )
  }
  if (isSecret(name) && value.length >= SHORTEST_SECRET) {
    secrets.add(value)
    const bare = value.replace(/^[\w-]{1,32} +/, '')
    if (bare.length >= SHORTEST_SECRET) secrets.add(bare)
  }
  return [name, value]
}

const ignoredOf = (ignore: readonly string[]): VerifyOptions['ignored'] => {
  const byApi = new Map<string, Set<string>>()
  for (const one of ignore) {
    const mark = one.indexOf(':')
    const what = one.slice(mark + 1).trim()
    if (mark < 1 || what === '')
      throw new RangeError(
        `--ignore ${JSON.stringify(one)} cannot be: write <api>:<header|path>, such as small-app-login:X-Powered-By.`,
      )
    const { name } = apiNamed(one.slice(0, mark), '--ignore')
    const known = byApi.get(name) ?? new Set<string>()
    byApi.set(name, known.add(what).add(what.toLowerCase()))
  }
  return ({ name }) => byApi.get(name) ?? new Set<string>()
}

const LARGEST_BYTES = 1_048_576

const valuesOf = (file: string, expand: (text: string, where: string) => string): Values => {
  const what = `--values ${JSON.stringify(file)}`
  let text: string
  try {
    if (statSync(file).size > LARGEST_BYTES) throw new RangeError('too large')
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = `over ${LARGEST_BYTES} bytes` } = error as NodeJS.ErrnoException
    throw new RangeError(`${what} cannot be read (${code}): name a YAML file with values.`, {
      cause: error,
    })
  }
  let given: unknown
  try {
    given = yamlValue(text)
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n')
    throw new RangeError(`${what} is no YAML: ${line.replace(/:$/, '')}.`, { cause: error })
  }
  const read = readValues(
    documented,
    expanded(given, (one) => expand(one, what)),
  )
  if (typeof read === 'string')
    throw new RangeError(`${what}: ${read}${/[?.]$/.test(read) ? '' : '.'}`)
  return read
}

/** Expands the values, not the names of fields. */
const expanded = (value: unknown, expand: (text: string) => string): unknown => {
  if (typeof value === 'string') return expand(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, expanded(member, expand)]),
  )
}
