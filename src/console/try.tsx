import { useSignal } from '@preact/signals'
import { useResource } from './resource.ts'
import { change, place } from './route.ts'
import { client, dataPath } from './server.ts'
import { Answer, send, type Sent } from './sender.tsx'
import { t } from './texts.ts'
import { sentence, Select } from './ui.tsx'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly required?: readonly string[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly required?: boolean
  readonly example?: unknown
  readonly schema?: Schema
}

interface Media {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> }
}

interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

interface Choice {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const methods = ['get', 'post', 'put', 'delete', 'patch']

const choicesOf = ({ paths = {} }: ApiDocument): readonly Choice[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({
        id: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
      })),
  )

/** One form for each operation, with its documented fields, filled with its example. */
export const Try = () => {
  const { value, error } = useResource(
    async (client) => (await client.call('getApisOpenApi')) as ApiDocument,
  )
  const document = value.value
  if (document === undefined) return <p class="hint">{error.value || t('loading')}</p>
  const choices = choicesOf(document)
  const chosen = choices.find(({ id }) => id === place.value.query['operation']) ?? choices[0]
  if (chosen === undefined) return <p class="hint">{t('noRecords')}</p>
  return (
    <div class="page narrow">
      <Select
        label={t('operation')}
        value={chosen.id}
        options={choices.map(({ id, operation, path }): [string, string] => [
          id,
          `${operation.summary ?? id} — ${path}`,
        ])}
        onChange={(operation) => {
          change({ operation, format: '' })
        }}
      />
      <Form key={chosen.id} choice={chosen} document={document} />
    </div>
  )
}

const resolved = (schema: Schema | undefined, document: ApiDocument): Schema => {
  const name = schema?.$ref?.split('/').pop()
  if (name !== undefined) return resolved(document.components?.schemas?.[name], document)
  return schema ?? {}
}

const exampleOf = ({ example, examples = {} }: Media): unknown =>
  example ?? Object.values(examples)[0]?.value

const text = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

type Values = Readonly<Record<string, string>>

const Form = ({
  choice,
  document,
}: {
  readonly choice: Choice
  readonly document: ApiDocument
}) => {
  const { operation, path, method } = choice
  const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query')
  const content = operation.requestBody?.content ?? {}
  // A body of XML is written as text: without an example there is nothing to begin with.
  const types = Object.keys(content).filter(
    (one) => !one.includes('xml') || exampleOf(content[one] ?? {}) !== undefined,
  )
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
      const signed = await signedQuery(query.value, parameters)
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
          ...(type.value === '' ? {} : { 'Content-Type': type.value }),
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
            onChange={(values) => (query.value = values)}
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
      {problem.value !== '' && <p class="bad">{problem.value}</p>}
      {answer.value !== undefined && <Answer sent={answer.value} />}
    </form>
  )
}

const Inputs = (props: {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly required: readonly string[]
  readonly values: Values
  readonly onChange: (values: Values) => void
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

const bodyText = (type: string, values: Values, schema: Schema): string => {
  const given = Object.entries(values).filter(([, one]) => one !== '')
  if (type.includes('form-urlencoded')) return new URLSearchParams(given).toString()
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

/**
 * 002's signature is the SHA-256 of appId, code and the user domain's secret: an empty one is computed with
 * the world's secret. Where the browser has no `crypto.subtle` (plain HTTP beyond loopback) it stays empty.
 */
const signedQuery = async (values: Values, parameters: readonly Parameter[]): Promise<Values> => {
  const names = parameters.map(({ name }) => name)
  if (!['signature', 'appId', 'code', 'userDomain'].every((name) => names.includes(name)))
    return values
  if (!isSecureContext) return values
  const world = await client.value.call('getWorld')
  const domain = world.userDomains?.find((one) => one.userDomain === values['userDomain'])
  const text = `${values['appId'] ?? ''}${values['code'] ?? ''}${domain?.secret ?? ''}`
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const signature = [...new Uint8Array(hash)]
    .map((one) => one.toString(16).padStart(2, '0'))
    .join('')
  return {
    ...values,
    signature: values['signature'] === '' ? signature : (values['signature'] ?? ''),
  }
}
