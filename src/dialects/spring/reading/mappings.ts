import type { Api, Operation } from '../../../core/api.ts'
import { clip } from '../../../core/clip.ts'
import { Rank, type Claim } from '../../../core/dialect.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import { percentDecoded, type WireRequest } from '../../../core/wire.ts'
import { nginxHost, turnedByNginx } from '../../shared/nginx-admission.ts'
import { ERROR_PATH, HIDDEN, OPTIONS, PREFLIGHT } from '../answers/refusals.ts'
import { isEveryday, rememberHost, turnedByTomcat } from '../tomcat-admission.ts'
import { formContentOf } from './body-reading.ts'
import { isMultipart, multipartOf } from './multipart.ts'
import { brokenForm, brokenMultipart, malformedOrigin } from './notes.ts'

/** A mapped path with its claim by method, and its claim for all other methods. */
interface Mapping {
  readonly path: string
  readonly verbs: readonly string[]
  readonly byMethod: ReadonlyMap<string, Claim>
  readonly otherwise: Claim
}

/** The compiled mappings of an API. */
interface Mappings {
  readonly claim: (request: WireRequest) => Claim | undefined
  /** The methods that are mapped to an operation's path, in the order of the API's operations. */
  readonly verbs: ReadonlyMap<Operation, readonly string[]>
}

/** Compiles an API's request mappings. Paths below the first folder of a mapping also belong to the stack. */
export const compileMappings = ({ operations }: Api): Mappings => {
  const paths = [...new Set(operations.map(pathOf))]
  const at = new Map(paths.map((path) => [path, operations.filter((one) => pathOf(one) === path)]))
  const mappings = new Map([...at].map(([path, there]) => [path, mapping(path, there)]))
  const roots = [...new Set(paths.map((path) => `/${path.split('/')[1] ?? ''}`))]

  const unmapped = (request: WireRequest, rank: Claim['rank']): Claim =>
    turned(request, rank) ?? lost(request, rank, paths)
  const elsewhere: Claim = {
    rank: Rank.nobody,
    settle: (request) => unmapped(request, Rank.nobody),
  }

  const claim = (request: WireRequest): Claim => {
    const exact = mappings.get(request.path)
    if (exact !== undefined) return claimOf(exact, request, isEveryday(request))
    const path = lookupPath(request.path)
    const mapped = mappings.get(path)
    if (mapped !== undefined) return claimOf(mapped, request)
    return roots.some((root) => isUnder(root, path)) ? unmapped(request, Rank.stack) : elsewhere
  }
  const verbs = [...at.values()].flatMap((there) =>
    there.map((one) => [one, there.map(({ method }) => method)] as const),
  )
  return { claim, verbs: new Map(verbs) }
}

/**
 * Returns the claim of a path without a mapping. Spring Boot reports errors at `/error`, Tomcat hides two
 * folders, and the handler of static files checks the Origin.
 */
const lost = (request: WireRequest, rank: Claim['rank'], paths: readonly string[]): Claim => {
  const path = lookupPath(request.path)
  if (path === '/error')
    return {
      rank,
      refusal: ERROR_PATH,
      notes: [
        kept(
          request.path,
          'is where Spring Boot tells of errors: there was none, and it answered 500',
          paths,
        ),
      ],
    }
  if (/^\/(?:web|meta)-inf(?:\/|$)/i.test(path))
    return {
      rank,
      refusal: HIDDEN,
      notes: [
        kept(request.path, 'is a folder that Tomcat shows to nobody: it answered 404', paths),
      ],
    }
  if (request.headers['origin'] !== undefined && originOf(request) === 'malformed')
    return { rank, refusal: 'cors-failed', notes: [malformedOrigin] }
  return { rank, refusal: 'not-found', notes: [routeNote(request.path, paths)] }
}

const kept = (path: string, why: string, paths: readonly string[]): Note => ({
  kind: 'route-unknown',
  message: `\`${clip(path)}\` ${why}; there are ${paths.join(', ')}.`,
  actual: clip(path),
})

const claimOf = (
  { path, verbs, byMethod, otherwise }: Mapping,
  request: WireRequest,
  isPassed = false,
): Claim =>
  turned(request, Rank.api, otherwise.operation, isPassed) ??
  byMethod.get(request.method) ?? {
    ...otherwise,
    notes: [verbNote(path, verbs, request.method)],
  }

/**
 * Returns the claim of nginx, Tomcat or Spring's filters, checked in this order, if one of them answers
 * before the mappings are looked at.
 */
const turned = (
  request: WireRequest,
  rank: Claim['rank'],
  operation?: Operation,
  isPassed = false,
): Claim | undefined => {
  const byFront = isPassed ? undefined : (turnedByNginx(request) ?? turnedByTomcat(request))
  if (byFront === undefined && !isPassed) rememberHost(request.headers['host'])
  const by = byFront ?? turnedBySpring(request)
  if (by === undefined) return undefined
  const notes = by.note === undefined ? {} : { notes: [by.note] }
  return { rank, ...(operation && { operation }), refusal: by.refusal, ...notes }
}

/**
 * Returns a refusal by Spring itself. The filters, the multipart resolver and the CORS processor run before
 * the handler.
 */
const turnedBySpring = (
  request: WireRequest,
): { readonly refusal: string; readonly note?: Note } | undefined => {
  const form = formContentOf(request)
  if ('at' in form) return { refusal: 'server-error', note: brokenForm(form.at) }
  if (isPreflight(request)) {
    const origin = originOf(request)
    // Spring's error answer fails for the same reason as the preflight itself, so Tomcat answers (S).
    if (origin === 'malformed') return { refusal: 'tomcat-server-error', note: malformedOrigin }
    if (origin === 'foreign') return { refusal: 'cors-rejected' }
  }
  if (isMultipart(request)) {
    const parts = multipartOf(request)
    if ('why' in parts) return { refusal: 'server-error', note: brokenMultipart(parts) }
  }
  return isPreflight(request) ? { refusal: PREFLIGHT } : undefined
}

const pathOf = (operation: Operation): string => `/${operation.path}`

const isUnder = (root: string, path: string): boolean =>
  path.startsWith(root) && (path.length === root.length || path[root.length] === '/')

const mapping = (path: string, operations: readonly Operation[]): Mapping => {
  const claims = operations.map((operation) => ({ rank: Rank.api, operation }))
  const byMethod = new Map<string, Claim>(claims.map((one) => [one.operation.method, one]))
  const get = byMethod.get('GET')
  // Spring answers HEAD on every path that answers GET.
  if (get !== undefined) byMethod.set('HEAD', get)
  const otherwise: Claim = { rank: Rank.api, ...claims[0], refusal: 'method-not-allowed' }
  byMethod.set('OPTIONS', { ...otherwise, refusal: OPTIONS })
  return { path, verbs: operations.map((one) => one.method), byMethod, otherwise }
}

const verbNote = (path: string, verbs: readonly string[], method: string): Note => {
  const expected = verbs.join(', ')
  return {
    kind: 'verb-not-allowed',
    message: `${clip(method)} is mapped to no handler: Spring takes \`${path}\` by ${expected} only and answered 405; send ${verbs.join(' or ')}.`,
    expected,
    actual: clip(method),
  }
}

/**
 * Returns the path as Spring's ant_path_matcher looks it up: decoded, without path parameters, doubled
 * slashes and a trailing slash (R).
 */
const lookupPath = (path: string): string => {
  const plain = path.replace(/;[^/]*/g, '').replace(/\/{2,}/g, '/')
  const decoded = percentDecoded(plain)
  return decoded.length > 1 && decoded.endsWith('/') ? decoded.slice(0, -1) : decoded
}

const routeNote = (path: string, paths: readonly string[]): Note => {
  const last = nameOf(path)
  const near = paths.find((one) => nameOf(one) === nearestName(last, paths.map(nameOf)))
  const message = `\`${clip(path)}\` is mapped to no handler: Spring answered 404`
  if (near === undefined)
    return {
      kind: 'route-unknown',
      message: `${message}; there are ${paths.join(', ')}.`,
      actual: clip(path),
    }
  const why = near.toLowerCase() === path.toLowerCase() ? ', for case counts in paths' : ''
  return {
    kind: 'route-near-miss',
    message: `${message}${why}; did you mean \`${near}\`?`,
    expected: near,
    actual: clip(path),
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Imitates CorsUtils.isPreFlightRequest. */
const isPreflight = ({ method, headers }: WireRequest): boolean =>
  method === 'OPTIONS' &&
  headers['origin'] !== undefined &&
  headers['access-control-request-method'] !== undefined

/** The parts of UriComponentsBuilder's URI_PATTERN for scheme, host and port. */
const ORIGIN =
  /^(?:([^:/?#\\]+):)?(?:\/\/(?:[^/?#\\]*@)?(\[[0-9a-fA-F:.]*[%A-Za-z0-9]*\]|[^/?#:\\]*)(?::([^/?#\\]*))?)?/

/**
 * Classifies the `Origin` as Spring's CORS processor does (CorsUtils.isCorsRequest, S). `own` needs no CORS
 * permission, and `malformed` makes the processor throw. Behind nginx, Spring takes its own origin to be HTTP
 * on its host name, without a port.
 */
const originOf = (request: WireRequest): 'own' | 'foreign' | 'malformed' => {
  const [, scheme = '', host = '', port = ''] = ORIGIN.exec(firstOrigin(request)) ?? []
  if (scheme.startsWith('http') && host === '') return 'malformed'
  if (host.startsWith('[') && !host.endsWith(']')) return 'malformed'
  if (scheme !== 'http' || host !== nginxHost(request.headers['host'] ?? '')) return 'foreign'
  if (port !== '' && !/^[+-]?\d{1,10}$/.test(port)) return 'malformed'
  return port === '' || Number(port) === 80 || Number(port) === -1 ? 'own' : 'foreign'
}

/** Returns the first Origin header, which Spring uses. Node.js joins repeated headers. */
const firstOrigin = ({ headers, rawHeaders = [] }: WireRequest): string => {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && /^origin$/i.test(text))
  return rawHeaders[at + 1] ?? headers['origin'] ?? ''
}
