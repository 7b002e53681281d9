import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { prettyOf } from './json-text.ts'
import { t } from './texts.ts'
import { Button, copy, Field, say, submitted, tied, TextArea } from './ui.tsx'
import type { Entry } from './entry.ts'
import { sentence } from './server.ts'

/** Shows names and values as table rows. */
export const Rows = (props: {
  readonly rows: readonly (readonly [string, ComponentChildren])[]
}) => (
  <table class="fields">
    <tbody>
      {props.rows.map(([name, value]) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{value}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** The most characters of a body that are shown: megabytes of text in one element make the page stall. */
const MOST_SHOWN = 200_000

/** Shows the headers and the body of a request or an answer. JSON and XML can be indented. */
export const Message = (props: {
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly label: string
}) => {
  const { headers, body, label } = props
  const raw = useSignal(false)
  const pretty = useMemo(() => prettyOf(body.slice(0, MOST_SHOWN)), [body])
  const text = raw.value || pretty === undefined ? body : pretty
  return (
    <>
      <Rows rows={headers} />
      {body === '' ? (
        <p class="hint">
          {t('body')}: {t('empty')}
        </p>
      ) : (
        <div class="body">
          <div class="actions corner">
            {pretty !== undefined && (
              <Button
                pressed={!raw.value}
                onClick={() => (raw.value = !raw.value)}
                label={`${t('pretty')}: ${label}`}
              >
                {t('pretty')}
              </Button>
            )}
            <Button
              onClick={() => {
                copy(body)
              }}
              label={`${t('copy')} ${t('body')}: ${label}`}
            >
              {t('copy')}
            </Button>
          </div>
          <pre tabIndex={0} role="region" aria-label={`${label}: ${t('body')}`}>
            {text.slice(0, MOST_SHOWN)}
            {text.length > MOST_SHOWN && ' …'}
          </pre>
        </div>
      )}
    </>
  )
}

interface Sending {
  readonly method: string
  /** The path and query, with the tenant's prefix. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer>
}

export interface Sent {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** Headers that a browser sets itself or refuses to send. */
const unsendable =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|accept-charset|cookie|date|expect|keep-alive|origin|referer|te|trailer|upgrade|user-agent|via|sec-.*|proxy-.*)$/i

/** Sends a request to the mock from this page. Resolves to the response. */
export const send = async ({ method, url, headers, body }: Sending): Promise<Sent> => {
  const bodyless = method === 'GET' || method === 'HEAD'
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !unsendable.test(name))),
    ...(bodyless || body.length === 0 ? {} : { body }),
    cache: 'no-store',
  })
  return { status: response.status, headers: [...response.headers], body: await response.text() }
}

/** Returns the path and query only, because the page sends to its own server only. */
const ownTarget = (url: string): string => {
  const { pathname, search } = new URL(url, location.origin)
  return pathname + search
}

/** Sends an entry's request again, with the same bytes as its body. */
export const sendAgain = async (entry: Entry): Promise<void> => {
  const { method, url, headers, bodyAsBase64 } = entry
  const body = Uint8Array.from(atob(bodyAsBase64), (one) => one.charCodeAt(0))
  await send({ method, url: ownTarget(url), headers, body })
  say(t('sentOk'))
}

/** A form to edit and send a request, with the response below. */
export const Sender = ({ entry }: { readonly entry: Entry }) => {
  const method = useSignal(entry.method)
  const url = useSignal(entry.url)
  const headers = useSignal(
    Object.entries(entry.headers)
      .filter(([name]) => !unsendable.test(name))
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
  const body = useSignal(entry.body)
  const answer = useSignal<Sent | undefined>(undefined)
  const problem = useSignal('')
  const start = () => {
    problem.value = ''
    send({
      method: method.value.trim().toUpperCase(),
      url: ownTarget(url.value),
      headers: linesToHeaders(headers.value),
      body: body.value,
    }).then(
      (sent) => (answer.value = sent),
      (error: unknown) => (problem.value = sentence(error)),
    )
  }
  return (
    <form onSubmit={submitted(start)}>
      <div class="bar">
        <Field label={t('method')} {...tied(method)} />
        <Field label={t('path')} {...tied(url)} />
      </div>
      <TextArea label={t('headers')} rows={5} {...tied(headers)} />
      <TextArea label={t('body')} rows={10} {...tied(body)} />
      <div class="actions">
        <Button kind="main" onClick={start}>
          {t('send')}
        </Button>
      </div>
      {problem.value !== '' && <p class="bad">{problem.value}</p>}
      {answer.value !== undefined && <Answer sent={answer.value} />}
    </form>
  )
}

const linesToHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf(':')
      return at <= 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
    }),
  )

/** Shows a response with its status, headers and body. */
export const Answer = ({ sent }: { readonly sent: Sent }) => (
  <section class="part" aria-live="polite">
    <h3>
      {t('answered')} <span class={`status s${String(sent.status)[0] ?? ''}`}>{sent.status}</span>
    </h3>
    <Message headers={sent.headers} body={sent.body} label={t('answered')} />
  </section>
)
