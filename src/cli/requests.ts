import type { MockClient, ServeEvent } from '../client/index.ts'
import { oneLine } from '../core/log.ts'
import { CommandError } from './usage-error.ts'
import { chineseNotes } from '../core/chinese-notes.ts'

interface Wanted {
  readonly follow: boolean
  readonly limit: number
  readonly json: boolean
  /** The language of the notes' titles. */
  readonly language: 'zh' | 'en'
  /** Shows passwords, tokens and other secrets unmasked. */
  readonly secrets: boolean
  /** Also prints headers and bodies. */
  readonly body: boolean
  /** Filters: only entries with these values are printed. */
  readonly api?: string | undefined
  /** The short or full name. */
  readonly case?: string | undefined
  readonly status?: number | undefined
}

/**
 * Prints the journal, oldest entry first. With `follow`, prints new entries until the server stops, then
 * throws CommandError.
 */
export const showRequests = async (client: MockClient, wanted: Wanted): Promise<void> => {
  const { follow, limit, json, secrets, language, body } = wanted
  const paint = paintFor(process.stdout)
  const isFiltered = [wanted.api, wanted.case, wanted.status].some((one) => one !== undefined)
  const show = (entry: ServeEvent): void => {
    if (!isWanted(entry, wanted)) return
    const lines = requestLines(entry, paint, language)
    process.stdout.write(
      json
        ? `${oneLine(JSON.stringify(withTexts(entry)))}\n`
        : `${lines}${body ? exchangeLines(entry, paint) : ''}`,
    )
  }
  if (follow) {
    await eachEntry(await client.requests.follow({ secrets }), show)
    return
  }
  const entries = await client.requests.list({
    ...(isFiltered ? {} : { limit }),
    secrets: String(secrets),
  })
  const kept = entries.filter((entry) => isWanted(entry, wanted)).slice(0, limit)
  for (const entry of kept.toReversed()) show(entry)
}

const isWanted = ({ mock }: ServeEvent, { api, case: name, status }: Wanted): boolean =>
  (api === undefined || mock.api === api) &&
  (name === undefined || mock.case === name || mock.case === `${mock.api}/${name}`) &&
  (status === undefined || mock.status === status)

/** Keeps each body once: as text, or as Base64 if it is not text. */
const withTexts = (entry: ServeEvent): unknown => {
  const { request, response, responseDefinition, mock } = entry
  const { response: _same, ...rest } = mock
  const { body: _too, ...definition } = responseDefinition
  return {
    ...entry,
    request: once(request),
    responseDefinition: definition,
    response: once(response),
    mock: rest,
  }
}

const once = (side: { readonly body?: string; readonly bodyAsBase64?: string }): unknown => {
  const { bodyAsBase64 = '', body = '', ...rest } = side
  return Buffer.from(body).toString('base64') === bodyAsBase64 || bodyAsBase64 === ''
    ? { ...rest, body }
    : { ...rest, bodyAsBase64 }
}

const eachEntry = async (
  entries: AsyncIterable<ServeEvent>,
  show: (entry: ServeEvent) => void,
): Promise<void> => {
  try {
    for await (const entry of entries) show(entry)
  } catch (error) {
    throw new CommandError('The server has gone.', { cause: error })
  }
}

/** The part of a journal entry that one printed line needs. */
export interface JournalEntry {
  readonly request: Pick<ServeEvent['request'], 'method' | 'url' | 'loggedDate'>
  readonly mock: Pick<
    ServeEvent['mock'],
    'tenant' | 'case' | 'decider' | 'status' | 'durationMs' | 'notes'
  >
}

type Paint = (color: keyof typeof codes, text: string) => string

const codes = { dim: 2, red: 31, green: 32, yellow: 33 } as const

/** Returns a function that colours text on a terminal, unless the user has set NO_COLOR (no-color.org). */
export const paintFor = (stream: { readonly isTTY?: boolean }): Paint =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
    ? (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m`
    : (_color, text) => text

/**
 * Returns one line for the request and one for each note. In Chinese, a note also has its title and advice.
 */
export const requestLines = (
  { request, mock }: JournalEntry,
  paint: Paint,
  language: 'zh' | 'en' = 'en',
): string => {
  const time = new Date(request.loggedDate).toISOString().slice(11, 23)
  const good = mock.status < 400 && mock.notes.length === 0
  const line = [
    paint('dim', time),
    `${oneLine(request.method)} ${oneLine(request.url)}`,
    paint(good ? 'green' : 'red', `${mock.status} ${mock.case ?? '-'}`),
    paint('dim', `${mock.decider} ${mock.durationMs.toFixed(1)} ms`),
    ...(mock.tenant === 'default' ? [] : [paint('dim', `tenant ${mock.tenant}`)]),
  ].join('  ')
  const notes = mock.notes.map(
    ({ kind, message }) =>
      `    ${paint('yellow', kind)}: ${language === 'zh' ? chineseOf(kind) : ''}${oneLine(message)}`,
  )
  return `${[line, ...notes].join('\n')}\n`
}

const chineseOf = (kind: string): string => {
  const text = Object.hasOwn(chineseNotes, kind) ? chineseNotes[kind] : undefined
  return text === undefined ? '' : `${text.title}。${text.advice} `
}

/**
 * Formats headers and bodies of a request and its response, one line each. Control characters are escaped,
 * because a terminal would obey them.
 */
const exchangeLines = ({ request, response }: ServeEvent, paint: Paint): string =>
  [
    ...side('>', `${request.method} ${request.url}`, request.headers, request.body, paint),
    ...side('<', String(response.status), response.headers, response.body, paint),
    '',
  ].join('\n')

const side = (
  mark: string,
  first: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
  paint: Paint,
): readonly string[] => {
  const head = [
    first,
    ...Object.entries(headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${String(one)}`),
    ),
  ]
  const lines = body === '' ? head : [...head, '', ...body.split(/\r?\n/)]
  return lines.map((line) => `    ${paint('dim', mark)} ${printable(line)}`.trimEnd())
}

const printable = (line: string): string =>
  line.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
