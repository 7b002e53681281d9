import {
  choicesOf,
  type ApiDocument,
  type Choice,
  exampleOf,
  resolved,
  type Schema,
  isSigned,
  signedQuery,
  withoutOldSignature,
  bodyText,
  sentType,
  type Values,
} from './operations.ts'
import { useResource, client, dataPath, sentence } from './server.ts'
import { change, place, addressOf } from './route.ts'
import { t } from './texts.ts'
import { Waiting, Select, submitted, TextArea, Field } from './ui.tsx'
import { useSignal } from '@preact/signals'
import { Answer, send, type Sent } from './message.tsx'

/** Returns the API of an operation. */
const groupOf = ({ operation, id }: Choice): string => operation.tags?.[0] ?? id

/** The view to try an operation: a form with its documented fields, filled from its example. */
export const Try = () => {
  const { value, error } = useResource(
    async (client) => (await client.call('getApisOpenApi')) as ApiDocument,
  )
  const document = value.value
  if (document === undefined) return <Waiting error={error.value} />
  const choices = choicesOf(document)
  const chosen = choices.find(({ id }) => id === place.value.query['operation']) ?? choices[0]
  if (chosen === undefined) return <p class="hint">{t('noRecords')}</p>
  return (
    <div class="page narrow">
      <label class="field">
        <span>{t('operation')}</span>
        <select
          value={chosen.id}
          onChange={({ currentTarget }) => {
            change({ operation: currentTarget.value })
          }}
        >
          {[...new Set(choices.map(groupOf))].map((group) => (
            <optgroup key={group} label={group}>
              {choices
                .filter((one) => groupOf(one) === group)
                .map(({ id, operation, path }) => (
                  <option key={id} value={id}>
                    {operation.summary ?? id} — {path}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <OperationForm key={chosen.id} choice={chosen} document={document} />
    </div>
  )
}

const text = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** The form of an operation, filled from its example, with the response below. */
const OperationForm = ({
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
      const signed = isSigned(parameters)
        ? await signedQuery(query.value, client.value)
        : query.value
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
    <form class="part" onSubmit={submitted(() => void start())}>
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
          <TextArea
            label={t('body')}
            kind="code"
            rows={10}
            value={raw}
            onInput={(given) => (raws.value = { ...raws.value, [type.value]: given })}
          />
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
  /** Texts shown in empty fields, by the name of the field. */
  readonly hints?: Values
}) => (
  <div class="grid">
    {Object.entries(props.schemas).map(([name, schema]) => (
      <Field
        key={name}
        label={name}
        required={props.required.includes(name)}
        value={props.values[name] ?? ''}
        placeholder={props.hints?.[name]}
        hint={schema.description}
        onInput={(one) => {
          props.onChange({ ...props.values, [name]: one })
        }}
      />
    ))}
  </div>
)
