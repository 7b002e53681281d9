import type { MockClient, ServeEvent } from '../client/index.ts'
import { oneLine } from '../core/one-line.ts'
import { exchangeLines } from './exchange-lines.ts'
import { paintFor, requestLines } from './request-lines.ts'
import { CommandError } from './usage-error.ts'

interface Wanted {
  readonly follow: boolean
  readonly limit: number
  readonly json: boolean
  /** Of the notes' titles. */
  readonly language: 'zh' | 'en'
  /** Unmasked: passwords, tokens and the like. */
  readonly secrets: boolean
  /** Headers and bodies, too. */
  readonly body: boolean
  /** Only these. */
  readonly api?: string | undefined
  /** Short or full name. */
  readonly case?: string | undefined
  readonly status?: number | undefined
}

/** Prints the journal, oldest first; with `follow` what comes from now on, until the server stops. */
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

/** Each body once: as text, and as Base64 where it is none. */
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
