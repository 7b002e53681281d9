import { shortened } from '../../compare/drift-sentence.ts'
import type { VerifyReport } from '../result.ts'
import { titleOf, totals } from './words.ts'

/** Tables for a pull request or an issue: what drifted, then what could not be checked. */
export const markdownReport = (report: VerifyReport): string => {
  const { results, target, version } = report
  const drifts = results.flatMap((one) =>
    one.drifts.map(({ kind, path, expected, actual }) => [
      cell(titleOf(one)),
      kind,
      cell(path),
      cell(shortened(expected, 120)),
      cell(shortened(actual, 120)),
    ]),
  )
  const unchecked = results.flatMap((one) =>
    one.reason === undefined ? [] : [[cell(titleOf(one)), one.result, plain(one.reason)]],
  )
  const same = results.filter(({ result }) => result === 'same').map((one) => cell(titleOf(one)))
  return [
    `## ${plain(target)} against wechat-login-mock ${version}`,
    '',
    `${totals(report)}.`,
    ...table('Drift', ['case', 'kind', 'where', 'mock', 'back end'], drifts),
    ...table('Not checked', ['case', 'result', 'why'], unchecked),
    ...(same.length === 0 ? [] : ['', '### Same', '', same.join(', ')]),
    '',
  ].join('\n')
}

const table = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] =>
  rows.length === 0
    ? []
    : [
        '',
        `### ${title}`,
        '',
        `| ${head.join(' | ')} |`,
        `| ${head.map(() => '---').join(' | ')} |`,
        ...rows.map((row) => `| ${row.join(' | ')} |`),
      ]

const plain = (text: string): string => text.replace(/[\\|<>]/g, (sign) => `\\${sign}`)

/** Code, whatever backticks it holds. */
const cell = (text: string): string =>
  text === ''
    ? ''
    : `\`\` ${shortened(text, 200).replaceAll('`', "'").replaceAll('|', '\\|')} \`\``.replace(
        /^`` (.*) ``$/,
        '`$1`',
      )
