import { signal, useSignal, type Signal } from '@preact/signals'
import type { ComponentChildren, Ref } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { sentence } from './server.ts'
import { t } from './texts.ts'

/**
 * The message at the bottom of the page. It disappears after some seconds, but an error (`bad`) stays until
 * it is closed.
 */
export const toast = signal<{ readonly text: string; readonly bad: boolean } | undefined>(undefined)
let timer = 0

const SHOWN_MS = 3_000

export const say = (text: string, bad = false): void => {
  clearTimeout(timer)
  toast.value = { text, bad }
  if (!bad) timer = setTimeout(() => (toast.value = undefined), SHOWN_MS)
}

/** Wraps work as an event handler that shows errors as a message. */
export const attempt =
  <Given extends readonly unknown[]>(work: (...given: Given) => Promise<unknown>) =>
  (...given: Given): void => {
    work(...given).catch((error: unknown) => {
      say(sentence(error), true)
    })
  }

/** Wraps work as the submit handler of a form, without the browser's own submission. */
export const submitted =
  (work: () => void) =>
  (event: Event): void => {
    event.preventDefault()
    work()
  }

/** Returns the properties that bind a field to a signal. */
export const tied = (to: Signal<string>) => ({
  value: to.value,
  onInput: (text: string) => {
    to.value = text
  },
})

export const copy = (text: string): void => {
  const done = () => {
    say(t('copied'))
  }
  // The clipboard API exists only in a secure context, which a page by plain HTTP on a LAN address is not.
  if (isSecureContext) {
    navigator.clipboard.writeText(text).then(done, () => {
      copyBySelection(text)
      done()
    })
  } else {
    copyBySelection(text)
    done()
  }
}

const copyBySelection = (text: string): void => {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'off-screen'
  document.body.append(area)
  area.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies on a page of plain HTTP
  document.execCommand('copy')
  area.remove()
}

export const Button = (props: {
  readonly children: ComponentChildren
  readonly onClick: () => void
  readonly label?: string
  readonly kind?: 'plain' | 'main' | 'danger' | 'link'
  readonly pressed?: boolean
  readonly disabled?: boolean
}) => (
  <button
    type="button"
    class={props.kind ?? 'plain'}
    onClick={props.onClick}
    aria-label={props.label}
    title={props.label}
    aria-pressed={props.pressed}
    disabled={props.disabled}
  >
    {props.children}
  </button>
)

/** Shown until a view has its data: that it loads, or the error. */
export const Waiting = ({ error }: { readonly error: string }) =>
  error === '' ? (
    <p class="nothing hint" role="status">
      {t('loading')}
    </p>
  ) : (
    <p class="nothing bad" role="alert">
      {error}
    </p>
  )

/** A button that asks for confirmation before an action that cannot be undone. */
export const Sure = (props: {
  readonly children: ComponentChildren
  readonly onClick: () => void
  readonly label?: string
}) => {
  const asked = useSignal(false)
  return (
    <button
      type="button"
      class={asked.value ? 'danger' : 'plain'}
      aria-label={asked.value ? `${t('sure')} ${props.label ?? ''}` : props.label}
      onClick={() => {
        if (asked.value) props.onClick()
        asked.value = !asked.value
      }}
      onBlur={() => (asked.value = false)}
    >
      {asked.value ? t('sure') : props.children}
    </button>
  )
}

export const Field = (props: {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly hint?: string | undefined
  readonly placeholder?: string | undefined
  readonly type?: 'text' | 'search' | 'number' | 'password' | 'datetime-local'
  readonly hideLabel?: boolean
  readonly id?: string
  readonly required?: boolean
}) => (
  <label class="field">
    <span class={props.hideLabel ? 'off-screen' : ''}>
      {props.label}
      {props.required && <em> {t('required')}</em>}
    </span>
    <input
      {...({ id: props.id, type: props.type ?? 'text' } as { type: 'text' })}
      value={props.value}
      placeholder={props.hideLabel ? props.label : (props.placeholder ?? '')}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => {
        props.onInput(currentTarget.value)
      }}
    />
    {props.hint && <small>{props.hint}</small>}
  </label>
)

export const TextArea = (props: {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly rows: number
  readonly kind?: 'code'
  readonly area?: Ref<HTMLTextAreaElement>
}) => (
  <label class="field">
    <span>{props.label}</span>
    <textarea
      {...(props.area && { ref: props.area })}
      class={props.kind}
      rows={props.rows}
      spellcheck={false}
      value={props.value}
      onInput={({ currentTarget }) => {
        props.onInput(currentTarget.value)
      }}
    />
  </label>
)

export const Select = (props: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
  readonly hideLabel?: boolean
}) => (
  <label class="field">
    <span class={props.hideLabel ? 'off-screen' : ''}>{props.label}</span>
    <select
      value={props.value}
      onChange={({ currentTarget }) => {
        props.onChange(currentTarget.value)
      }}
    >
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

/** A modal dialog. Escape and its button close it. */
export const Dialog = (props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}) => {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog ref={element} onClose={props.onClose} aria-label={props.title}>
      <header>
        <h2>{props.title}</h2>
        <Button onClick={props.onClose} label={t('close')}>
          ✕
        </Button>
      </header>
      {props.children}
    </dialog>
  )
}

/** A text with a button that copies it. */
export const Copyable = ({ text, label }: { readonly text: string; readonly label?: string }) => (
  <span class="copyable">
    <code>{text}</code>
    <Button
      onClick={() => {
        copy(text)
      }}
      label={`${t('copyAs')} ${label ?? text}`}
    >
      ⧉
    </Button>
  </span>
)
