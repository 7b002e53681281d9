import { change } from './route.ts'
import { Field, Select } from './ui.tsx'

/** Keeps the text that is searched for in the page's address. */
export const TextFilter = ({
  label,
  value,
}: {
  readonly label: string
  readonly value: string
}) => (
  <Field
    id="search"
    label={label}
    hideLabel
    type="search"
    value={value}
    onInput={(text) => {
      change({ text })
    }}
  />
)

/** Keeps one of several values in the page's address, under `name`. */
export const ChoiceFilter = (props: {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
}) => (
  <Select
    label={props.label}
    hideLabel
    value={props.value}
    options={props.options}
    onChange={(value) => {
      change({ [props.name]: value })
    }}
  />
)
