import type { Limits, Log, MockOptions } from '../index.ts'
import { hostPatternWords, isOrigin, originWords, readHostPattern } from '../core/hosts.ts'
import {
  choice,
  MOST,
  text,
  texts,
  toggle,
  whole,
  type Given,
  type OptionRow,
} from './option-rows.ts'
import { UsageError } from './usage-error.ts'

/** From the most verbose level to none. */
const logLevels = ['info', 'warn', 'error', 'silent'] as const
type LogThreshold = (typeof logLevels)[number]

/** Returns a log that writes lines of this level and above to stderr. */
export const stderrLog = (threshold: LogThreshold): Log => {
  const least = logLevels.indexOf(threshold)
  return (level, line) => {
    if (logLevels.indexOf(level) >= least) process.stderr.write(`${level}: ${line}\n`)
  }
}

/** The default state file. */
export const STATE = 'wechat-login-mock.state.json'

const limit = (flag: string, about: string): OptionRow<number> & { kind: 'value' } =>
  whole(`--${flag} <n>`, `limit: ${about}`, [1, MOST])

const limitRows = {
  bodyBytes: limit('body-bytes', 'bytes of a request body'),
  uploadBytes: limit('upload-bytes', 'bytes of large bodies being received, all together'),
  headerBytes: limit('header-bytes', 'bytes of a request line and its headers'),
  headerCount: limit('header-count', 'headers of a request'),
  urlBytes: limit('url-bytes', 'bytes of a request target'),
  jsonDepth: limit('json-depth', "levels of JSON (ASP.NET's own limit is 256)"),
  xmlDepth: limit('xml-depth', 'levels of XML'),
  formFields: limit('form-fields', "fields of a form (ASP.NET's and PHP's own limit is 1000)"),
  journalEntries: limit('journal-entries', "entries of a tenant's journal"),
  journalBytes: limit('journal-bytes', "bytes of what a tenant's journal keeps"),
  journalTotalBytes: limit('journal-total-bytes', 'bytes of what all journals keep'),
  tenants: limit(
    'tenants',
    'tenants; the next one drops the one idle longest that no admin call has changed',
  ),
  records: limit(
    'records',
    "records of each other list of a tenant's world, such as people; the oldest go",
  ),
  worldBytes: limit(
    'world-bytes',
    'bytes of the worlds of all tenants; the oldest of the largest list go',
  ),
  codes: limit(
    'codes',
    "a tenant's login codes, WeChat sessions and text messages, each; the oldest go",
  ),
  tokens: limit('tokens', "a tenant's tokens, those of WeChat too, each; the oldest go"),
  snapshots: limit('snapshots', "a tenant's snapshots"),
  snapshotBytes: limit('snapshot-bytes', 'bytes of the snapshots of all tenants'),
  stubs: limit('stubs', "a tenant's stubs"),
  stubBytes: limit('stub-bytes', 'bytes of the stubs of all tenants'),
  connections: limit('connections', 'open connections'),
  sseClients: limit('sse-clients', 'listeners of /__admin/events'),
  sseBytes: limit('sse-bytes', 'bytes waiting for a listener that reads too slowly'),
  delayedAnswers: limit(
    'delayed-answers',
    'answers that wait for a delay or are sent in pieces over time',
  ),
  delayedBytes: limit(
    'delayed-bytes',
    'bytes of answers that wait for a delay or are sent in pieces over time',
  ),
  logLines: limit('log-lines', 'log lines of one kind in 10 s; the rest are counted'),
  headerTimeoutMs: limit('header-timeout-ms', 'milliseconds for the headers to arrive'),
  bodyTimeoutMs: limit('body-timeout-ms', 'milliseconds for the whole request to arrive'),
  keepAliveMs: limit('keep-alive-ms', 'milliseconds between two requests of a connection'),
  stopMs: limit('stop-ms', 'milliseconds for what is in flight at a stop'),
} as const satisfies Record<keyof Limits, OptionRow<number>>

/** The options of a server (docs/spec/control.md#command-line). */
export const mockRows = {
  port: whole('-p, --port <n>', 'port to listen on, 0 for any free one', [0, 65_535]),
  host: text('-H, --host <address>', 'address to listen on'),
  state: text('--state <file>', 'file that keeps the worlds, or redis://… for many replicas'),
  statePrefix: text('--state-prefix <text>', 'before every key in Redis'),
  stateTimeout: whole(
    '--state-timeout <ms>',
    'milliseconds that a request waits for Redis',
    [100, 60_000],
  ),
  memory: toggle('--memory', 'keep the worlds in memory only'),
  durable: toggle('--durable', 'answer only when the change is safe on disk'),
  repair: toggle('--repair', 'load what is intact of a damaged state file'),
  fixtures: texts('--fixtures <file|folder>', 'fixtures to load, repeatable'),
  watch: toggle('--watch', 'read fixtures again when they change'),
  watchInterval: whole(
    '--watch-interval <ms>',
    'milliseconds between two looks at the files; 1000',
    [10, MOST],
  ),
  seed: text('--seed <text>', 'what every id and token is derived from'),
  clock: text('--clock <instant|shift>', 'stand still at an ISO instant, or be shifted: +2h, -30m'),
  strict: toggle('--strict', 'only known WeChat codes, each once'),
  wechatDeny: choice('--wechat-deny <page|state>', 'what denying does on the consent page', [
    'page',
    'state',
  ] as const),
  prefer: text('--prefer <preference>', 'for every request: example=<case>, code=<n>, delay=<ms>'),
  requireTenant: toggle('--require-tenant', 'refuse requests that name no tenant'),
  explain: toggle('--explain', 'X-Mock-Notes on answers that have notes'),
  allowHost: {
    ...texts(
      '--allow-host <name>',
      'Host name to answer to, repeatable: my-pc.local, *.a.com, .a.com, *',
    ),
    read: (given: string) => (readHostPattern(given) === undefined ? undefined : given),
    allowed: hostPatternWords,
  },
  noCors: toggle('--no-cors', 'no CORS headers'),
  adminToken: text('--admin-token <text>', 'bearer token that the admin API asks for'),
  adminTokenFile: text(
    '--admin-token-file <file>',
    'file that keeps the admin token; made when it is not there',
  ),
  adminOrigin: {
    ...texts('--admin-origin <origin>', 'origin whose pages may use the admin API, repeatable'),
    read: (given: string) => (isOrigin(given) ? given : undefined),
    allowed: originWords,
  },
  https: toggle('--https', 'serve HTTPS; without --cert and --key a certificate is made'),
  cert: text('--cert <file>', 'PEM certificate for --https'),
  key: text('--key <file>', 'PEM key for --https'),
  proxy: texts('--proxy <api=url>', 'real back end that answers for an API, repeatable'),
  record: text('--record <file>', 'file that exchanges with back ends are added to, as JSONL'),
  certDir: text(
    '--cert-dir <folder>',
    "folder that keeps the made certificate's authority; by default the state file's",
  ),
  logLevel: choice('--log-level <level>', 'least level that is logged', logLevels),
  ...limitRows,
} as const

/** The options of `serve`: those of a server, and how it reports that it is ready. */
export const serveRows = {
  ...mockRows,
  readyFile: text('--ready-file <file>', 'file that appears, complete, when the server is ready'),
  output: choice('--output <pretty|json>', 'how to say ready; json unless on a terminal', [
    'pretty',
    'json',
  ] as const),
} as const

/** The options of `exec`: those of a server, and the cases report. */
export const execRows = {
  ...mockRows,
  casesReport: text(
    '--cases-report <file>',
    'which cases were exercised: a .json or JUnit .xml file',
  ),
  failUnder: whole(
    '--fail-under <percent>',
    'fail when fewer of the cases were exercised',
    [0, 100],
  ),
} as const

type GivenMock = Given<typeof mockRows>

/** Parses `<api>=<url>` pairs into URLs by API. Throws UsageError. */
const proxiesOf = (given: readonly string[]): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const one of given) {
    const mark = one.indexOf('=')
    const [api, url] = [one.slice(0, Math.max(0, mark)), one.slice(mark + 1)]
    if (api === '' || url === '' || Object.hasOwn(found, api))
      throw new UsageError(
        `--proxy ${JSON.stringify(one)} cannot be: write <api>=<url>, each API once, such as small-app-login=https://api.example.com.`,
      )
    found[api] = url
  }
  return found
}

/** Converts the given options to the library's options. Throws UsageError for an invalid `--proxy`. */
export const toMockOptions = (given: GivenMock): MockOptions => {
  const limits: Record<string, number> = {}
  const options: Record<string, unknown> = { limits }
  for (const [name, value] of Object.entries(given)) {
    if (name in limitRows) limits[name] = value as number
    else if (name === 'allowHost') options['allowHosts'] = value
    else if (name === 'adminOrigin') options['adminOrigins'] = value
    else if (name === 'proxy') options['proxy'] = proxiesOf(value as readonly string[])
    else if (name === 'noCors') options['cors'] = value !== true
    else if (name !== 'logLevel') options[name] = value
  }
  return options
}
