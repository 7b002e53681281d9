import { useSignal } from '@preact/signals'
import { t } from './texts.ts'
import { Button, sentence } from './ui.tsx'

type Json = Readonly<Record<string, unknown>>

/** JSON Schema of a field, as the world's schema has it. */
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

/** Throws the browser's sentence for JSON that is not. */
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

/** A record as a form, its fields as the world's schema has them. Saves only what was changed. */
export const RecordForm = (props: {
  readonly schema: RecordSchema
  readonly value: Json
  /** A field that may not change: the key of a record that exists. */
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
      onSubmit={(event) => {
        event.preventDefault()
        save().then(
          () => (problem.value = ''),
          (error: unknown) => (problem.value = sentence(error)),
        )
      }}
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
