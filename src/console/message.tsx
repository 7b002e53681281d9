import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { prettyOf } from './json-text.ts'
import { t } from './texts.ts'
import { Button, copy } from './ui.tsx'

/** Names and values as rows. */
export const Rows = (props: { readonly rows: readonly (readonly [string, string])[] }) => (
  <table class="fields">
    <tbody>
      {props.rows.map(([name, value]) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{value}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** A body is shown up to so many characters: a page with megabytes of text in one element stalls. */
const MOST_SHOWN = 200_000

/** Headers and body of a request or an answer; JSON and XML indented or as they are. */
export const Message = (props: {
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  readonly label: string
}) => {
  const { headers, body, label } = props
  const raw = useSignal(false)
  const pretty = useMemo(() => prettyOf(body.slice(0, MOST_SHOWN)), [body])
  const text = raw.value || pretty === undefined ? body : pretty
  return (
    <>
      <Rows rows={headers} />
      {body === '' ? (
        <p class="hint">
          {t('body')}: {t('empty')}
        </p>
      ) : (
        <div class="body">
          <div class="actions corner">
            {pretty !== undefined && (
              <Button
                pressed={!raw.value}
                onClick={() => (raw.value = !raw.value)}
                label={`${t('pretty')}: ${label}`}
              >
                {t('pretty')}
              </Button>
            )}
            <Button
              onClick={() => {
                copy(body)
              }}
              label={`${t('copy')} ${t('body')}: ${label}`}
            >
              {t('copy')}
            </Button>
          </div>
          <pre tabIndex={0} role="region" aria-label={`${label}: ${t('body')}`}>
            {text.slice(0, MOST_SHOWN)}
            {text.length > MOST_SHOWN && ' …'}
          </pre>
        </div>
      )}
    </>
  )
}
