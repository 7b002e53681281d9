import { apis } from '../../../src/apis/index.ts'
import type { Api } from '../../../src/core/api.ts'
import type { CaseRow } from '../../../src/core/case.ts'
import { casesOf } from '../../../src/core/catalogue.ts'
import { code, table } from './table.ts'

/** docs/reference/cases.md, made of the APIs' own tables. */
export const casesPage = (): string => `# Cases

Every answer that an operation can give, by the name that forces it. The full name is \`<api>/<case>\`; in a request the part after \`/\` is enough. \`wechat-login-mock cases\` prints the same with the number of times that each has been answered.

The basis says how well founded an answer is: [documented, recorded, source or inferred](../spec/README.md#basis-of-a-rule). The last column says what causes the answer without forcing it; a case without one comes by forcing only.

${apis.map(section).join('\n\n')}
`

const section = (api: Api): string => {
  const rows = casesOf(api).map((row) => [
    code(row.name),
    String(row.code),
    String(row.status),
    messageOf(row),
    row.basis,
    linkTo(row.source),
    operationsOf(api, row),
    causeOf(row),
  ])
  const more = api.operations.length > 1
  const head = ['case', 'code', 'HTTP', 'message', 'basis', 'source', 'operations', 'cause']
  const shown = (cells: readonly string[]) => (more ? cells : cells.toSpliced(6, 1))
  return [
    `## ${api.name}`,
    `Operations: ${api.operations.map(({ name, method, path }) => `\`${name}\` (\`${method} /${path.replace(/^\//, '')}\`)`).join(', ')}.`,
    table(shown(head), rows.map(shown)),
  ].join('\n\n')
}

/** A source as a link from docs/reference; what stands behind the place is left out. */
const linkTo = (source: string): string => {
  const place = source.replace(/[:;, ].*$/, '')
  const name = place.replace(/^.*\/([\w-]+)\.\w+(?:#.*)?$/, '$1')
  return `[${/^\d+$/.test(name) ? `document ${name}` : name}](../../${place})`.replace(
    '../../docs/',
    '../',
  )
}

const messageOf = ({ message, messageEn }: CaseRow): string =>
  messageEn === undefined || messageEn === message ? message : `${message} / ${messageEn}`

/** Absent: the API's first; a refusal is any operation's. */
const operationsOf = (api: Api, row: CaseRow): string =>
  row.kind === 'refusal'
    ? 'any'
    : (row.operations ?? [api.operations[0]?.name ?? '']).map(code).join(', ')

const causeOf = ({ live }: CaseRow): string =>
  live === undefined ? '' : `${live.text}${live.strict === true ? ' (`--strict`)' : ''}`
