import { useSignal } from '@preact/signals'
import {
  exampleOf,
  resolved,
  type ApiDocument,
  type Choice,
  type Schema,
  isSigned,
  signedQuery,
  withoutOldSignature,
} from './operations.ts'
import { addressOf } from './route.ts'
import { Answer, send, type Sent } from './sender.tsx'
import { dataPath } from './server.ts'
import { t } from './texts.ts'
import { sentence, Select } from './ui.tsx'

const text = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

type Values = Readonly<Record<string, string>>

/** The form of an operation, filled with its example; the answer below. */
export const OperationForm = ({
  choice,
  document,
}: {
  readonly choice: Choice
  readonly document: ApiDocument
}) => {
  const { operation, path, method } = choice
  const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query')
  const content = operation.requestBody?.content ?? {}
  const types = Object.keys(content)
  const type = useSignal(types[0] ?? '')
  const media = content[type.value] ?? {}
  const schema = resolved(media.schema, document)
  const query = useSignal<Values>(
    Object.fromEntries(
      parameters.map((one) => [
        one.name,
        text(one.example ?? one.schema?.const ?? one.schema?.enum?.[0]),
      ]),
    ),
  )
  const bodies = useSignal<Readonly<Record<string, Values>>>({})
  const raws = useSignal<Readonly<Record<string, string>>>({})
  const answer = useSignal<Sent | undefined>(undefined)
  const problem = useSignal('')
  const busy = useSignal(false)
  const example =
    exampleOf(media) ??
    Object.values(content)
      .map(exampleOf)
      .find((one) => typeof one === 'object')
  const isText = type.value.includes('xml') || typeof example === 'string'
  const initial = isText
    ? {}
    : Object.fromEntries(
        Object.keys(schema.properties ?? {}).map((name) => [
          name,
          text((example as Readonly<Record<string, unknown>> | undefined)?.[name]),
        ]),
      )
  const body: Values = bodies.value[type.value] ?? initial
  const raw = raws.value[type.value] ?? (typeof example === 'string' ? example : '')
  const start = async () => {
    busy.value = true
    problem.value = ''
    try {
      const signed = isSigned(parameters) ? await signedQuery(query.value) : query.value
      query.value = signed
      const pairs = Object.entries(signed).filter(([, one]) => one !== '')
      const search = new URLSearchParams(pairs).toString()
      const target = dataPath(
        search === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`,
      )
      answer.value = await send({
        method,
        url: target,
        headers: {
          Accept: type.value.includes('xml') ? type.value : '*/*',
          ...(type.value === '' ? {} : { 'Content-Type': sentType(type.value) }),
        },
        body: isText ? raw : bodyText(type.value, body, schema),
      })
    } catch (error) {
      problem.value = sentence(error)
    } finally {
      busy.value = false
    }
  }
  return (
    <form
      class="part"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <p>
        <b>{method}</b> <code>{path}</code>
      </p>
      {parameters.length > 0 && (
        <fieldset>
          <legend>{t('query')}</legend>
          <Inputs
            schemas={Object.fromEntries(
              parameters.map((one) => [
                one.name,
                {
                  ...one.schema,
                  ...(one.description === undefined ? {} : { description: one.description }),
                },
              ]),
            )}
            required={parameters.filter((one) => one.required).map((one) => one.name)}
            values={query.value}
            onChange={(values) =>
              (query.value = isSigned(parameters)
                ? withoutOldSignature(query.value, values)
                : values)
            }
            hints={isSigned(parameters) ? { signature: t('signedWhenSent') } : {}}
          />
        </fieldset>
      )}
      {types.length > 0 && (
        <Select
          label={t('format')}
          value={type.value}
          options={types.map((one): [string, string] => [one, one])}
          onChange={(one) => (type.value = one)}
        />
      )}
      {types.length > 0 &&
        (isText ? (
          <label class="field">
            <span>{t('body')}</span>
            <textarea
              class="code"
              rows={10}
              spellcheck={false}
              value={raw}
              onInput={({ currentTarget }) =>
                (raws.value = { ...raws.value, [type.value]: currentTarget.value })
              }
            />
          </label>
        ) : (
          <fieldset>
            <legend>{t('body')}</legend>
            <Inputs
              schemas={Object.fromEntries(
                Object.entries(schema.properties ?? {}).map(([name, one]) => [
                  name,
                  { ...resolved(one, document), ...one },
                ]),
              )}
              required={schema.required ?? []}
              values={body}
              onChange={(values) => (bodies.value = { ...bodies.value, [type.value]: values })}
            />
          </fieldset>
        ))}
      <div class="actions">
        <button type="submit" class="main" disabled={busy.value}>
          {busy.value ? t('sending') : t('send')}
        </button>
      </div>
      {problem.value !== '' && (
        <p class="bad" role="alert">
          {problem.value}
        </p>
      )}
      {answer.value !== undefined && (
        <>
          <Answer sent={answer.value} />
          <a href={addressOf('requests')}>{t('seeRequests')}</a>
        </>
      )}
    </form>
  )
}

const Inputs = (props: {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  readonly values: Values
  readonly onChange: (values: Values) => void
  /** Shown in a field that is empty. */
  readonly hints?: Values
}) => (
  <div class="grid">
    {Object.entries(props.schemas).map(([name, schema]) => (
      <label class="field" key={name}>
        <span>
          {name}
          {props.required.includes(name) && <em> {t('required')}</em>}
        </span>
        <input
          value={props.values[name] ?? ''}
          placeholder={props.hints?.[name] ?? ''}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            props.onChange({ ...props.values, [name]: currentTarget.value })
          }}
        />
        {schema.description !== undefined && <small>{schema.description}</small>}
      </label>
    ))}
  </div>
)

/** Stands between the parts of a form: no field of an example has it. */
const BOUNDARY = '----wechat-login-mock-part'

const sentType = (type: string): string =>
  type.includes('multipart') ? `${type}; boundary=${BOUNDARY}` : type

const multipart = (fields: readonly (readonly [string, string])[]): string =>
  `${fields
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--${BOUNDARY}--\r\n`

const bodyText = (type: string, values: Values, schema: Schema): string => {
  const given = Object.entries(values).filter(([, one]) => one !== '')
  if (type.includes('form-urlencoded')) return new URLSearchParams(given).toString()
  if (type.includes('multipart')) return multipart(given)
  return JSON.stringify(
    Object.fromEntries(given.map(([name, one]) => [name, typed(one, schema.properties?.[name])])),
  )
}

/** A field's text as the JSON type that its schema has; a text that is no number stays a text. */
const typed = (value: string, { type = 'string' }: Schema = {}): unknown => {
  const types = typeof type === 'string' ? [type] : type
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value)
  if (types.includes('boolean') && /^(true|false)$/.test(value)) return value === 'true'
  if ((types.includes('object') || types.includes('array')) && /^[[{]/.test(value))
    return JSON.parse(value)
  return value
}
