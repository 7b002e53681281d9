import { OperationForm } from './operation-form.tsx'
import { choicesOf, type ApiDocument, type Choice } from './operations.ts'
import { useResource } from './resource.ts'
import { change, place } from './route.ts'
import { t } from './texts.ts'
import { Waiting } from './ui.tsx'

/** The API of an operation. */
const groupOf = ({ operation, id }: Choice): string => operation.tags?.[0] ?? id

/** One form for each operation, with its documented fields, filled with its example. */
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
