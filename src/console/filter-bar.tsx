import { change, place } from './route.ts'
import { t } from './texts.ts'
import { Field, Select } from './ui.tsx'

/** The search of a list, kept in the address; the key `/` goes there. */
export const SearchField = ({ label }: { readonly label: string }) => (
  <Field
    id="search"
    label={label}
    hideLabel
    type="search"
    value={place.value.query['text'] ?? ''}
    onInput={(text) => {
      change({ text })
    }}
  />
)

/** A choice that narrows a list, kept in the address under `name`. The one in the address is always offered. */
export const FilterSelect = (props: {
  readonly name: string
  readonly label: string
  readonly values: readonly string[]
  /** How a value is shown; itself unless said. */
  readonly shown?: (value: string) => string
}) => {
  const { name, label, values, shown = (value: string) => value } = props
  const value = place.value.query[name] ?? ''
  const all = [...new Set([...values, ...(value === '' ? [] : [value])])]
  return (
    <Select
      label={label}
      hideLabel
      value={value}
      options={[
        ['', `${label}: ${t('any')}`],
        ...all.map((one): [string, string] => [one, shown(one)]),
      ]}
      onChange={(chosen) => {
        change({ [name]: chosen })
      }}
    />
  )
}

/** A condition that is on or off, kept in the address under `name`. */
export const FilterToggle = ({
  name,
  label,
}: {
  readonly name: string
  readonly label: string
}) => {
  const on = place.value.query[name] === '1'
  return (
    <button
      type="button"
      class="plain"
      aria-pressed={on}
      onClick={() => {
        change({ [name]: on ? '' : '1' })
      }}
    >
      {label}
    </button>
  )
}
