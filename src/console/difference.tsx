import type { Entry } from './entry.ts'
import { shortCase } from './filters.tsx'
import { t } from './texts.ts'

/** Flattens a decoded value into rows. A nested field is named by its path. */
export const rowsOf = (value: unknown, path: string): [string, string][] => {
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]]
  const members = Object.entries(value)
  if (members.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']]
  return members.flatMap(([name, one]) => rowsOf(one, path === '' ? name : `${path}.${name}`))
}

/** Shows two texts, and marks the part in which they differ. */
export const Change = ({ before, after }: { readonly before: string; readonly after: string }) => {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++
  const parts = (text: string) => (
    <code>
      {text.slice(0, start)}
      <mark>{text.slice(start, text.length - end)}</mark>
      {text.slice(text.length - end)}
    </code>
  )
  return (
    <dl class="change">
      <dt>{t('expected')}</dt>
      <dd class="wanted">{parts(before)}</dd>
      <dt>{t('actual')}</dt>
      <dd class="given">{parts(after)}</dd>
    </dl>
  )
}

type Differing = readonly [name: string, before: string | undefined, after: string | undefined]

/** Shows a row for each difference, with the values before and after. */
export const Differences = ({ rows }: { readonly rows: readonly Differing[] }) =>
  rows.length === 0 ? (
    <p class="hint">{t('same')}</p>
  ) : (
    <table class="fields">
      <tbody>
        {rows.map(([name, before, after]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="given">{before ?? '—'}</td>
            <td class="wanted">{after ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )

/** Shows where two requests and their answers differ. */
export const Difference = ({
  first,
  second,
}: {
  readonly first: Entry
  readonly second: Entry
}) => {
  const differing = sides(first).flatMap(([name, before], at) => {
    const after = sides(second)[at]?.[1] ?? {}
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((path) => before[path] !== after[path])
      .map((path): Differing => [`${name} ${path}`, before[path], after[path]])
  })
  return (
    <article>
      <h2>
        {t('compare')}: {first.method} {first.url} ↔ {second.method} {second.url}
      </h2>
      <Differences rows={differing} />
    </article>
  )
}

type Side = readonly [name: string, values: Readonly<Record<string, string>>]

const sides = (entry: Entry): readonly Side[] => [
  [t('path'), { '': entry.url, method: entry.method }],
  [t('headers'), entry.headers],
  [t('read'), Object.fromEntries(rowsOf(entry.input, ''))],
  [t('body'), bodyRows(entry.body)],
  [
    t('answered'),
    {
      status: String(entry.status),
      case: shortCase(entry.case),
      ...joined(entry.answerHeaders),
    },
  ],
  [`${t('answered')} ${t('body')}`, bodyRows(entry.answer)],
]

/** Joins the values of a repeated header into one text. */
const joined = (headers: Entry['answerHeaders']): Readonly<Record<string, string>> => {
  const found = new Map<string, string>()
  for (const [name, value] of headers) {
    const before = found.get(name)
    found.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(found)
}

const bodyRows = (body: string): Readonly<Record<string, string>> => {
  try {
    return Object.fromEntries(rowsOf(JSON.parse(body), ''))
  } catch {
    return { '': body }
  }
}
