import { useSignal } from '@preact/signals'
import type { Entry } from './entry.ts'
import { Message } from './message.tsx'
import { t } from './texts.ts'
import { Button, Field, say, sentence } from './ui.tsx'

interface Sending {
  readonly method: string
  /** Path and query, from the tenant's prefix on. */
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

/** Sends a request to the mock from this page and reads the answer. */
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

/** The target without another origin's name: the page sends only to its own server. */
const ownTarget = (url: string): string => {
  const { pathname, search } = new URL(url, location.origin)
  return pathname + search
}

/** Sends what an entry had, its body byte for byte. */
export const sendAgain = async (entry: Entry): Promise<void> => {
  const { method, url, headers, bodyAsBase64 } = entry
  const body = Uint8Array.from(atob(bodyAsBase64), (one) => one.charCodeAt(0))
  await send({ method, url: ownTarget(url), headers, body })
  say(t('sentOk'))
}

/** A request to edit and to send, with its answer below. */
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
    <form
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <div class="bar">
        <Field
          label={t('method')}
          value={method.value}
          onInput={(value) => (method.value = value)}
        />
        <Field label={t('path')} value={url.value} onInput={(value) => (url.value = value)} />
      </div>
      <label class="field">
        <span>{t('headers')}</span>
        <textarea
          rows={5}
          spellcheck={false}
          value={headers.value}
          onInput={({ currentTarget }) => (headers.value = currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('body')}</span>
        <textarea
          rows={10}
          spellcheck={false}
          value={body.value}
          onInput={({ currentTarget }) => (body.value = currentTarget.value)}
        />
      </label>
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

/** An answer with its status, headers and raw body. */
export const Answer = ({ sent }: { readonly sent: Sent }) => (
  <section class="part" aria-live="polite">
    <h3>
      {t('answered')} <span class={`status s${String(sent.status)[0] ?? ''}`}>{sent.status}</span>
    </h3>
    <Message headers={sent.headers} body={sent.body} label={t('answered')} />
  </section>
)
