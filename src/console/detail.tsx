import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { copies } from './copies.ts'
import type { Entry, Note } from './entry.ts'
import { shortCase } from './filters.ts'
import { withSecrets } from './journal.ts'
import { adviceOf, titleOf } from './kinds.ts'
import { prettyOf } from './pretty.ts'
import { sendAgain, Sender } from './sender.tsx'
import { language, t, tOr } from './texts.ts'
import { attempt, Button, copy, Dialog, Headers } from './ui.tsx'

/** One request: why it was answered so, what was read, what was sent, what was answered. */
export const Detail = (props: {
  readonly entry: Entry
  readonly onCompare: () => void
  readonly onClose: () => void
}) => {
  const full = useSignal<Entry | undefined>(undefined)
  const editing = useSignal<Entry | undefined>(undefined)
  const entry = full.value ?? props.entry
  const whole = async (): Promise<Entry> => full.value ?? (await withSecrets(props.entry.id))
  return (
    <article>
      <header class="head">
        <h2>
          <b>{entry.method}</b> <span class="url">{entry.url}</span>
        </h2>
        <Button onClick={props.onClose} label={t('close')}>
          ✕
        </Button>
      </header>
      <p class="facts">
        <span class={`status s${String(entry.status)[0] ?? ''}`}>{entry.status}</span>
        {entry.case !== '' && <code>{entry.case}</code>}
        <span>{tOr(entry.decider)}</span>
        {entry.fidelity !== '' && <span class="tag">{tOr(entry.fidelity)}</span>}
        {entry.fault !== '' && <span class="tag">{entry.fault}</span>}
        <time dateTime={new Date(entry.at).toISOString()}>
          {new Date(entry.at).toLocaleString()}
        </time>
      </p>
      <div class="actions">
        <label class="field inline">
          <span>{t('copyAs')}</span>
          <select
            value=""
            onChange={({ currentTarget }) => {
              const make = copies[currentTarget.value]
              currentTarget.value = ''
              if (make !== undefined)
                attempt(async () => {
                  copy(make(await whole()))
                })
            }}
          >
            <option value="">…</option>
            {Object.keys(copies).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <Button
          onClick={() => {
            attempt(async () => {
              await sendAgain(await whole())
            })
          }}
        >
          {t('sendAgain')}
        </Button>
        <Button
          onClick={() => {
            attempt(async () => {
              editing.value = await whole()
            })
          }}
        >
          {t('editSend')}
        </Button>
        <Button onClick={props.onCompare} label={t('compareWith')}>
          {t('compare')}
        </Button>
        <Button
          pressed={full.value !== undefined}
          onClick={() => {
            if (full.value !== undefined) full.value = undefined
            else
              attempt(async () => {
                full.value = await withSecrets(props.entry.id)
              })
          }}
        >
          {t('secrets')}
        </Button>
      </div>
      <Part title={t('why')}>
        {entry.notes.length === 0 ? (
          <p class="hint">{t('nothingToSay')}</p>
        ) : (
          <ul class="notes">
            {entry.notes.map((note, at) => (
              <Why key={at} note={note} />
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('read')}>
        <Fields value={entry.input} />
      </Part>
      <Part title={t('sent')}>
        <Message headers={entry.headers} body={entry.body} label={t('sent')} />
      </Part>
      <Part title={t('answered')}>
        <Message headers={entry.answerHeaders} body={entry.answer} label={t('answered')} />
      </Part>
      {entry.own !== undefined && (
        <Part title={t('mockWould')}>
          <Message headers={entry.own.headers} body={entry.own.body} label={t('mockWould')} />
        </Part>
      )}
      <Part title={t('timing')}>
        <p>
          {t('took')} {entry.durationMs.toFixed(2)} ms
          {entry.addedDelayMs > 0 && `, ${t('delayed')} ${entry.addedDelayMs} ms`}
        </p>
      </Part>
      {editing.value !== undefined && (
        <Dialog title={t('editSend')} onClose={() => (editing.value = undefined)}>
          <Sender entry={editing.value} />
        </Dialog>
      )}
    </article>
  )
}

const Part = (props: { readonly title: string; readonly children: ComponentChildren }) => (
  <section class="part">
    <h3>{props.title}</h3>
    {props.children}
  </section>
)

const Why = ({ note }: { readonly note: Note }) => (
  <li>
    {language.value === 'zh' && (
      <p class="title">
        <strong>{titleOf(note.kind ?? '') || note.kind}</strong>
        {adviceOf(note.kind ?? '') !== '' && <span> {adviceOf(note.kind ?? '')}</span>}
      </p>
    )}
    <p lang="en">{note.message ?? note.kind ?? ''}</p>
    {note.path !== undefined && (
      <p class="at">
        <code>{note.path}</code>
      </p>
    )}
    {(note.expected !== undefined || note.actual !== undefined) && (
      <Change before={note.expected ?? ''} after={note.actual ?? ''} />
    )}
  </li>
)

/** Two texts, the part in which they differ marked. */
const Change = ({ before, after }: { readonly before: string; readonly after: string }) => {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++
  const parts = (text: string) => (
    <code>
      {text.slice(0, start)}
      <mark>{text.slice(start, text.length - end)}</mark>
      {text.slice(text.length - end)}
    </code>
  )
  return (
    <dl class="change">
      <dt>{t('expected')}</dt>
      <dd class="wanted">{parts(before)}</dd>
      <dt>{t('actual')}</dt>
      <dd class="given">{parts(after)}</dd>
    </dl>
  )
}

/** Decoded fields as rows, nested ones by their path. */
const rowsOf = (value: unknown, path: string): [string, string][] => {
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]]
  const members = Object.entries(value)
  if (members.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']]
  return members.flatMap(([name, one]) => rowsOf(one, path === '' ? name : `${path}.${name}`))
}

const Fields = ({ value }: { readonly value: unknown }) => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return <p class="hint">{t('nothingRead')}</p>
  return (
    <table class="fields">
      <tbody>
        {rowsOf(value, '').map(([path, text]) => (
          <tr key={path}>
            <th scope="row">{path}</th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A body is shown up to so many characters: a page with megabytes of text in one element stalls. */
const MOST_SHOWN = 200_000

const Message = (props: {
  readonly headers: Entry['headers']
  readonly body: string
  readonly label: string
}) => {
  const raw = useSignal(false)
  const pretty = useMemo(() => prettyOf(props.body.slice(0, MOST_SHOWN)), [props.body])
  const text = raw.value || pretty === undefined ? props.body : pretty
  return (
    <>
      <Headers headers={Object.entries(props.headers)} />
      {props.body === '' ? (
        <p class="hint">
          {t('body')}: {t('empty')}
        </p>
      ) : (
        <>
          <div class="actions">
            {pretty !== undefined && (
              <Button
                pressed={!raw.value}
                onClick={() => (raw.value = !raw.value)}
                label={`${t('pretty')}: ${props.label}`}
              >
                {t('pretty')}
              </Button>
            )}
            <Button
              onClick={() => {
                copy(props.body)
              }}
              label={`${t('copyAs')} ${t('body')}: ${props.label}`}
            >
              ⧉
            </Button>
          </div>
          <pre tabIndex={0} role="region" aria-label={`${props.label}: ${t('body')}`}>
            {text.slice(0, MOST_SHOWN)}
            {text.length > MOST_SHOWN && ' …'}
          </pre>
        </>
      )}
    </>
  )
}

/** Where two requests differ, in what was sent and in what was answered. */
export const Difference = ({
  first,
  second,
}: {
  readonly first: Entry
  readonly second: Entry
}) => {
  const differing = sides(first).flatMap(([name, before], at) => {
    const after = sides(second)[at]?.[1] ?? {}
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((path) => before[path] !== after[path])
      .map((path) => ({ name, path, before: before[path], after: after[path] }))
  })
  return (
    <article>
      <h2>
        {t('compare')}: {first.method} {first.url} ↔ {second.method} {second.url}
      </h2>
      {differing.length === 0 ? (
        <p class="hint">{t('same')}</p>
      ) : (
        <table class="fields">
          <tbody>
            {differing.map(({ name, path, before, after }) => (
              <tr key={`${name}${path}`}>
                <th scope="row">
                  {name} {path}
                </th>
                <td class="given">{before ?? '—'}</td>
                <td class="wanted">{after ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </article>
  )
}

type Side = readonly [name: string, values: Readonly<Record<string, string>>]

const sides = (entry: Entry): readonly Side[] => [
  [t('path'), { '': entry.url, method: entry.method }],
  [t('headers'), entry.headers],
  [t('read'), Object.fromEntries(rowsOf(entry.input, ''))],
  [t('body'), bodyRows(entry.body)],
  [
    t('answered'),
    { status: String(entry.status), case: shortCase(entry.case), ...entry.answerHeaders },
  ],
  [`${t('answered')} ${t('body')}`, bodyRows(entry.answer)],
]

const bodyRows = (body: string): Readonly<Record<string, string>> => {
  try {
    return Object.fromEntries(rowsOf(JSON.parse(body), ''))
  } catch {
    return { '': body }
  }
}
