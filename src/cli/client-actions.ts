import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  MockError,
  type ApiName,
  type Case,
  type CaseName,
  type MockClient,
  type Use,
  type World,
} from '../client/index.ts'
import { isObject } from '../core/is-object.ts'
import { jsonMistake, seemingEncoding } from '../core/json-mistake.ts'
import { clientOf, type GivenClient } from './client-command.ts'
import { checkApi, CommandError, UsageError, writeOut } from './usage-error.ts'

const BETWEEN_MS = 50
/** The least time that a running server gets to answer a probe. */
const LEAST_MS = 1000

/** Waits until the server's readiness probe succeeds. Throws CommandError when the time is up. */
export const waitUntilReady = async (url: string, seconds: number): Promise<void> => {
  const root = url.replace(/\/+$/, '')
  const until = performance.now() + seconds * 1000
  for (;;) {
    const left = Math.ceil(until - performance.now())
    const seen = await probe(`${root}/__admin/readyz`, Math.max(left, LEAST_MS))
    if (seen === 'ready') return
    if (performance.now() + BETWEEN_MS > until)
      throw new CommandError(`${url} was not ready within ${seconds} s: ${seen}.`)
    await sleep(BETWEEN_MS)
  }
}

/**
 * Resolves to `ready` or to the reason why the server is not. Accepts any certificate, because the probe
 * sends no secrets and uses only the status.
 */
const probe = (url: string, most: number): Promise<string> =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(most)
    const get = url.startsWith('https:') ? getHttps : getHttp
    const asked = get(
      url,
      { agent: false, rejectUnauthorized: false, signal },
      ({ statusCode = 0 }) => {
        resolve(statusCode === 200 ? 'ready' : `it answered ${statusCode}`)
        asked.destroy()
      },
    )
    asked.on('error', (error: NodeJS.ErrnoException) => {
      resolve(signal.aborted ? 'no answer in time' : (error.code ?? error.message))
    })
  })

/**
 * Prints the cases: those of a running server with their counts, or the built-in list if no server answers.
 */
export const showCases = async (
  api: string | undefined,
  given: GivenClient,
  { json, language }: { readonly json: boolean; readonly language: 'zh' | 'en' },
): Promise<void> => {
  const all = await listed(given)
  checkApi(api, [...new Set(all.map((one) => one.api))])
  const cases = api === undefined ? all : all.filter((one) => one.api === api)
  process.stdout.write(json ? `${JSON.stringify({ cases }, null, 2)}\n` : table(cases, language))
}

const listed = async (given: GivenClient): Promise<readonly Case[]> => {
  try {
    return await clientOf(given).cases.list()
  } catch (error) {
    // A server that refuses the admin token is there: its cases are wanted, not the built-in ones.
    const isAbsent = error instanceof MockError && ![401, 403].includes(error.status)
    if (given.url !== undefined || !isAbsent) throw error
    const { catalogue } = await import('../server/endpoints.ts')
    return catalogue()
  }
}

/** The request to send, or the state of the world, with which the live operation gives this case. */
const liveOf = ({ triggers: [first = ''] }: Case): string => first.replace(/^live: /, '')

const table = (cases: readonly Case[], language: 'zh' | 'en'): string => {
  const rows = [
    ['case', 'code', 'http', 'basis', 'answered', 'message', 'live'],
    ...cases.map((one) => [
      one.name,
      String(one.code),
      String(one.status),
      one.basis,
      one.answered === 0 ? '-' : String(one.answered),
      language === 'zh' ? one.titleZh : (one.messageEn ?? one.message),
      liveOf(one),
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/**
 * Puts one case in use, or several in turn. The name `none` ends the use. Prints the cases in use
 * afterwards. Without a name, only prints them.
 */
export const useCase = async (
  names: readonly string[],
  { api, times }: { readonly api?: string; readonly times?: number },
  client: MockClient,
): Promise<void> => {
  // The server checks the name.
  const only = api as ApiName | undefined
  const [first] = names
  const uses =
    first === undefined
      ? await client.uses()
      : first === 'none' && names.length === 1
        ? await client.unuse(only)
        : await client.use(names.length === 1 ? (first as CaseName) : (names as CaseName[]), {
            api: only,
            times,
          })
  process.stdout.write(uses.length === 0 ? 'no case in use\n' : uses.map(lineOf).join(''))
}

const lineOf = ({ case: name, api, times, turn }: Use): string =>
  `${name}${api === undefined ? '' : ` for ${api}`}${times === undefined ? '' : `, ${times} more`}${turn === true ? ', in turn' : ''}\n`

/** The fields of an offiaccount-auth-login, as given on the command line. */
interface SignedLogin {
  readonly appId?: string | undefined
  readonly code?: string | undefined
  /** Not part of this signature: a value is refused. */
  readonly person?: string | undefined
  /** The user domain whose secret signs. Its secret is read from the server unless `secret` is given. */
  readonly userDomain?: string | undefined
  readonly secret?: string | undefined
}

const SEED_DOMAIN = 'C.DM.10271.5'

/**
 * Returns the `signature` of a login: 64 lower-case hex digits (docs/spec/spring.md#request). Throws
 * UsageError for a missing field, and CommandError for a user domain that the world does not have.
 */
export const signatureOfLogin = async (
  { appId, code, person, userDomain = SEED_DOMAIN, secret }: SignedLogin,
  client: Pick<MockClient, 'world'>,
): Promise<string> => {
  if (person !== undefined)
    throw new UsageError('--person and --code do not go together: a login is signed of its code.')
  if (appId === undefined)
    throw new UsageError('--app-id is missing: it is part of what is signed.')
  if (code === undefined) throw new UsageError('--code is missing: it is part of what is signed.')
  const key = secret ?? (await secretOf(userDomain, client))
  return createHash('sha256').update(`${appId}${code}${key}`).digest('hex')
}

const secretOf = async (userDomain: string, client: Pick<MockClient, 'world'>): Promise<string> => {
  const { userDomains = [] } = await client.world.get()
  const found = userDomains.find((one) => one.userDomain === userDomain)
  if (typeof found?.secret === 'string') return found.secret
  const there = userDomains.map((one) => one.userDomain).join(', ')
  throw new CommandError(
    found === undefined
      ? `--user-domain ${JSON.stringify(userDomain)} is none of the world: use one of ${there}.`
      : `--user-domain ${JSON.stringify(userDomain)} has no secret: give --secret.`,
  )
}

/** Writes a tenant's world to a file, or to stdout. */
export const exportState = async (file: string | undefined, client: MockClient): Promise<void> => {
  await writeOut(file, `${JSON.stringify(await client.world.get(), null, 2)}\n`)
}

/**
 * Replaces a tenant's world by the file's world, or the worlds of all tenants that a state file names
 * (docs/spec/control.md#format-of-the-world).
 */
export const importState = async (file: string, client: MockClient): Promise<void> => {
  for (const [tenant, world] of worldsOf(file, await read(file)))
    await (tenant === undefined ? client : client.tenant(tenant)).world.replace(world)
}

const read = async (file: string): Promise<object> => {
  const bytes = await readFile(file === '-' ? '/dev/stdin' : file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`)
  })
  // Windows PowerShell's `>` writes UTF-16.
  const encoding = seemingEncoding(bytes)
  if (encoding !== undefined)
    throw new UsageError(`${file} is not UTF-8, it seems to be ${encoding}: save it as UTF-8.`)
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    // The error below names the mistake.
  }
  const mistake = jsonMistake(text)
  throw new UsageError(
    mistake === undefined
      ? `${file} is no world: use a JSON object as \`state export\` writes it.`
      : `${file} is no JSON: ${mistake.sentence}.`,
  )
}

/** Pairs of tenant and world. A file with a bare world names no tenant. */
const worldsOf = (file: string, value: object): readonly [string | undefined, World][] => {
  if (!('tenants' in value)) return [[undefined, value]]
  const { tenants } = value
  if (typeof tenants !== 'object' || tenants === null)
    throw new UsageError(`${file} is no state file: its tenants are no object.`)
  return Object.entries(tenants) as [string, World][]
}
