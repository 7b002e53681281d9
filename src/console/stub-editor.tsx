import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { StubMapping } from '../client/admin-calls.ts'
import { MockError } from '../client/admin-caller.ts'
import { lineOfPointer } from './json-text.ts'
import { client, sentence } from './server.ts'
import { t } from './texts.ts'
import { Button, Dialog, say, TextArea, tied } from './ui.tsx'

/** The initial text of a new stub. */
export const newStub = `{
  "name": "the shop is slow",
  "request": {
    "method": "POST",
    "urlPath": "/api.php",
    "queryParameters": { "s": { "equalTo": "user/appminiuserauth" } }
  },
  "response": {
    "status": 200,
    "headers": { "Content-Type": "application/json" },
    "body": "{\\"msg\\":\\"busy\\",\\"code\\":-1,\\"data\\":\\"\\"}",
    "fixedDelayMilliseconds": 500
  }
}
`

/**
 * Edits a mapping as JSON, or a fixture's stubs as YAML. If the server refuses the text, the editor shows
 * the error and keeps the text.
 */
export const StubEditor = (props: {
  readonly id?: string | undefined
  readonly text: string
  readonly onClose: () => void
  readonly onSaved: () => void
}) => {
  const text = useSignal(props.text)
  const problem = useSignal<Problem | undefined>(undefined)
  const area = useRef<HTMLTextAreaElement>(null)
  const save = () => {
    problem.value = undefined
    store(text.value, props.id).then(
      () => {
        say(t('saved'))
        props.onSaved()
      },
      (error: unknown) => {
        problem.value = { sentence: sentence(error), line: lineOf(text.value, error) }
      },
    )
  }
  const show = (line: number) => {
    const lines = text.value.split('\n')
    const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    area.current?.focus()
    area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  }
  const { line } = problem.value ?? {}
  return (
    <Dialog title={props.id === undefined ? t('newStub') : t('edit')} onClose={props.onClose}>
      <TextArea label={t('yamlOrJson')} area={area} kind="code" rows={18} {...tied(text)} />
      {problem.value !== undefined && (
        <div class="strip bad" role="alert">
          {line !== undefined && (
            <Button
              kind="link"
              onClick={() => {
                show(line)
              }}
            >
              {t('line')} {line}
            </Button>
          )}{' '}
          {problem.value.sentence}
        </div>
      )}
      <div class="actions">
        <Button kind="main" onClick={save}>
          {t('save')}
        </Button>
        <Button onClick={props.onClose}>{t('cancel')}</Button>
      </div>
    </Dialog>
  )
}

/** Saves JSON as a mapping. Any other text is a fixture, which the server parses. */
const store = async (text: string, id?: string): Promise<void> => {
  const { call } = client.value
  if (!text.trimStart().startsWith('{')) {
    await call('addFixture', { body: { text, name: 'stub' } })
    if (id !== undefined) await call('deleteMapping', { params: { id } })
    return
  }
  const body = parsed(text)
  if (id === undefined) await call('createMapping', { body })
  else await call('updateMapping', { params: { id }, body })
}

const parsed = (text: string): StubMapping => {
  const mapping = JSON.parse(text) as Record<string, unknown>
  delete mapping['mock']
  return mapping
}

interface Problem {
  readonly sentence: string
  /** Counted from 1. Undefined if the error names no line. */
  readonly line: number | undefined
}

/**
 * Returns the line of an error: the browser's for JSON, the server's for YAML or for a member of a mapping.
 */
const lineOf = (text: string, error: unknown): number | undefined => {
  if (error instanceof MockError && error.pointer !== undefined)
    return lineOfPointer(text, error.pointer)
  const { message } = error as Error
  const line = /^stub:(\d+):/.exec(message)?.[1] ?? /\bline (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length
  return error instanceof SyntaxError ? text.trimEnd().split('\n').length : undefined
}
