import { useSignal } from '@preact/signals'
import { SearchField } from './filters.tsx'
import { place } from './route.ts'
import { client, sentence } from './server.ts'
import { t } from './texts.ts'
import { attempt, Button, say, Sure, submitted } from './ui.tsx'

type Json = Readonly<Record<string, unknown>>

/** The JSON Schema of a field in the schema of the world. */
interface FieldSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly description?: string
}

export interface RecordSchema {
  readonly properties: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
}

type Kind = 'text' | 'whole' | 'truth' | 'choice' | 'json'

const kindOf = ({ type, enum: members }: FieldSchema): Kind => {
  if (members !== undefined) return 'choice'
  const types = typeof type === 'string' ? [type] : (type ?? [])
  if (types.includes('boolean')) return 'truth'
  if (types.includes('integer') || types.includes('number')) return 'whole'
  return types.includes('string') ? 'text' : 'json'
}

const shown = (value: unknown, kind: Kind): string =>
  value === undefined || value === null
    ? ''
    : kind !== 'json' && typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** Converts a field's text to a value. Throws SyntaxError for invalid JSON. */
const read = (text: string, kind: Kind): unknown => {
  switch (kind) {
    case 'whole':
      return /^-?\d+$/.test(text.trim()) ? Number(text) : text
    case 'truth':
      return text === 'true'
    case 'json':
      return JSON.parse(text)
    default:
      return text
  }
}

/**
 * A form for a record, with the fields of the world's schema. Saves only the fields that the user changed.
 */
export const RecordForm = (props: {
  readonly schema: RecordSchema
  readonly value: Json
  /** The field that cannot be changed: the key of an existing record. */
  readonly fixed?: string | undefined
  readonly onSave: (record: Json) => Promise<void>
  readonly onCancel?: () => void
}) => {
  const { schema, value, fixed } = props
  const texts = useSignal<Readonly<Record<string, string>>>({})
  const problem = useSignal('')
  const save = async () => {
    const record: Record<string, unknown> = fixed === undefined ? {} : { [fixed]: value[fixed] }
    for (const [name, text] of Object.entries(texts.value)) {
      const kind = kindOf(schema.properties[name] ?? {})
      if (text !== '') record[name] = read(text, kind)
      else if (value[name] !== undefined) record[name] = null
    }
    await props.onSave(record)
  }
  return (
    <form
      class="record"
      onSubmit={submitted(() => {
        save().then(
          () => (problem.value = ''),
          (error: unknown) => (problem.value = sentence(error)),
        )
      })}
    >
      <div class="grid">
        {Object.entries(schema.properties).map(([name, field]) => {
          const kind = kindOf(field)
          const text = texts.value[name] ?? shown(value[name], kind)
          const put = (next: string) => (texts.value = { ...texts.value, [name]: next })
          const members =
            kind === 'choice'
              ? (field.enum ?? []).filter((one) => one !== null).map(String)
              : kind === 'truth'
                ? ['true', 'false']
                : undefined
          return (
            <label class="field" key={name}>
              <span>
                {name}
                {schema.required?.includes(name) && <em> {t('required')}</em>}
              </span>
              {members === undefined ? (
                <input
                  value={text}
                  disabled={name === fixed}
                  placeholder={t('notSet')}
                  inputMode={kind === 'whole' ? 'numeric' : 'text'}
                  autocomplete="off"
                  spellcheck={false}
                  onInput={({ currentTarget }) => {
                    put(currentTarget.value)
                  }}
                />
              ) : (
                <select
                  value={text}
                  onChange={({ currentTarget }) => {
                    put(currentTarget.value)
                  }}
                >
                  <option value="">{t('notSet')}</option>
                  {members.map((one) => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
                </select>
              )}
              {field.description !== undefined && <small>{field.description}</small>}
            </label>
          )
        })}
      </div>
      {problem.value !== '' && (
        <p class="bad" role="alert">
          {problem.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="main">
          {t('save')}
        </button>
        {props.onCancel !== undefined && <Button onClick={props.onCancel}>{t('cancel')}</Button>}
      </div>
    </form>
  )
}

/** The most rows that are rendered. The search finds other records. */
const MOST_ROWS = 300

/** A list of the world as a table. Records can be searched, added, changed and removed. */
export const RecordTable = (props: {
  readonly name: string
  readonly schema: RecordSchema
  readonly records: readonly Json[]
  readonly changed: () => void
}) => {
  const { name, schema, records, changed } = props
  const key = schema.required?.[0] ?? Object.keys(schema.properties)[0] ?? ''
  const edited = useSignal<{ readonly record: Json; readonly fresh: boolean } | undefined>(
    undefined,
  )
  const text = place.value.query['text'] ?? ''
  const wanted = text.toLowerCase()
  const found =
    wanted === ''
      ? records
      : records.filter((record) => JSON.stringify(record).toLowerCase().includes(wanted))
  const columns = Object.keys(schema.properties).filter(
    (column) => column === key || records.slice(0, 50).some((record) => record[column] != null),
  )
  const remove = attempt(async (record: Json) => {
    // Reads the world again, so that changes by others are kept.
    const now = { ...(await client.value.call('getWorld')) } as Json
    const left = ((now[name] as Json[] | undefined) ?? []).filter((one) => one[key] !== record[key])
    await client.value.call('replaceWorld', { body: { ...now, [name]: left } })
    changed()
  })
  return (
    <>
      <div class="bar">
        <SearchField label={t('find')} />
        <span class="hint">
          <code>{name}</code> · {found.length} {t('records')}
        </span>
        <span class="grow" />
        <Button kind="main" onClick={() => (edited.value = { record: {}, fresh: true })}>
          {t('add')}
        </Button>
      </div>
      {edited.value !== undefined && (
        <RecordForm
          schema={schema}
          value={edited.value.record}
          fixed={edited.value.fresh ? undefined : key}
          onCancel={() => (edited.value = undefined)}
          onSave={async (record) => {
            await client.value.call('patchWorld', { body: { [name]: [record] } })
            edited.value = undefined
            say(t('saved'))
            changed()
          }}
        />
      )}
      {found.length === 0 ? (
        <p class="hint">{t('noRecords')}</p>
      ) : (
        <div class="wide" tabIndex={0} role="region" aria-label={name}>
          <table class="records">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" title={schema.properties[column]?.description}>
                    {column}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {found.slice(0, MOST_ROWS).map((record) => (
                <tr key={String(record[key])}>
                  {columns.map((column) => (
                    <td key={column}>{cell(record[column])}</td>
                  ))}
                  <td class="actions">
                    <Button
                      label={`${t('edit')}: ${String(record[key])}`}
                      onClick={() => (edited.value = { record, fresh: false })}
                    >
                      {t('edit')}
                    </Button>
                    <Sure
                      label={`${t('remove')}: ${String(record[key])}`}
                      onClick={() => {
                        remove(record)
                      }}
                    >
                      {t('remove')}
                    </Sure>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

const MOST_CELL = 60

const cell = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST_CELL ? `${text.slice(0, MOST_CELL)}…` : text
}
