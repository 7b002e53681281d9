import { useSignal, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { copies, type Entry, type Note } from './entry.ts'
import { Change, rowsOf } from './difference.tsx'
import { withSecrets } from './journal.ts'
import { Message, Rows, sendAgain, Sender } from './message.tsx'
import { language, t, tIn, tOr } from './texts.ts'
import { attempt, Button, copy, Dialog } from './ui.tsx'
import { client } from './server.ts'

/**
 * The view of one request: the notes on its answer, the fields that were read, the request and the answer.
 */
export const Detail = (props: {
  readonly entry: Entry
  readonly onCompare: () => void
  readonly onClose: () => void
}) => {
  const full = useSignal<Entry | undefined>(undefined)
  const editing = useSignal<Entry | undefined>(undefined)
  const entry = full.value ?? props.entry
  const whole = async (): Promise<Entry> => full.value ?? (await withSecrets(props.entry.id))
  const copyAs = attempt(async (make: (entry: Entry) => string) => {
    copy(make(await whole()))
  })
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
        <span>{tIn('decider', entry.decider)}</span>
        {entry.fidelity !== '' && <span class="tag">{tOr(entry.fidelity)}</span>}
        {entry.fault !== '' && <span class="tag">{entry.fault}</span>}
        <time dateTime={new Date(entry.at).toISOString()}>
          {new Date(entry.at).toLocaleString()}
        </time>
      </p>
      <div class="actions">
        <select
          class="small"
          aria-label={t('copyAs')}
          value=""
          onChange={({ currentTarget }) => {
            const make = copies[currentTarget.value]
            currentTarget.value = ''
            if (make !== undefined) copyAs(make)
          }}
        >
          <option value="">{t('copyAs')}…</option>
          {Object.keys(copies).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <Button
          onClick={attempt(async () => {
            await sendAgain(await whole())
          })}
        >
          {t('sendAgain')}
        </Button>
        <Button
          onClick={attempt(async () => {
            editing.value = await whole()
          })}
        >
          {t('editSend')}
        </Button>
        <Button onClick={props.onCompare} label={t('compareWith')}>
          {t('compare')}
        </Button>
        <Button
          pressed={full.value !== undefined}
          onClick={attempt(async () => {
            full.value = full.value === undefined ? await withSecrets(props.entry.id) : undefined
          })}
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
        <Message headers={Object.entries(entry.headers)} body={entry.body} label={t('sent')} />
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

const Why = ({ note }: { readonly note: Note }) => {
  const { title = '', advice = '' } = kinds.value.get(note.kind ?? '') ?? {}
  return (
    <li>
      {language.value === 'zh' && (
        <p class="title">
          <strong>{title || note.kind}</strong>
          {advice !== '' && <span> {advice}</span>}
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
}

const Fields = ({ value }: { readonly value: unknown }) =>
  value === null || typeof value !== 'object' || Object.keys(value).length === 0 ? (
    <p class="hint">{t('nothingRead')}</p>
  ) : (
    <Rows rows={rowsOf(value, '')} />
  )

interface KindText {
  readonly kind: string
  readonly title: string
  readonly advice: string
}

const kinds = signal<ReadonlyMap<string, KindText>>(new Map())

/** Loads the Chinese titles of note kinds once. Without them the page shows the kinds. */
export const loadKinds = async (): Promise<void> => {
  const answer = await client.value.call('getNoteKinds')
  kinds.value = new Map(answer.kinds.map((one) => [one.kind, one]))
}
