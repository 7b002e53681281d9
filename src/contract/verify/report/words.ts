import type { CaseResult, VerifyReport } from '../result.ts'

/** A case's name, with the format where it is not the everyday one. */
export const titleOf = ({ case: name, format }: Pick<CaseResult, 'case' | 'format'>): string =>
  format === 'xml' ? `${name} (XML)` : name

export const totals = ({ summary }: VerifyReport): string =>
  `${summary.same} same, ${summary.drift} drift, ${summary['could-not-check']} could not be checked, ${summary['not-reproducible']} not reproducible`

/** Text inside XML; characters that XML cannot hold become `?`. */
export const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
