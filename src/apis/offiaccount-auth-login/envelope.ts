import type { Outcome } from '../../core/outcome.ts'
import { cases } from './cases.ts'
import type { Language } from './language.ts'

/** `msg` empty and `extMsg` null on success; `data` null on failure. Key order as documented. */
export const envelope = <Data>(outcome: Outcome<Data>, language: () => Language) => {
  if (outcome.kind === 'ok') return { code: 200, msg: '', data: outcome.data, extMsg: null }
  const row = outcome.kind === 'failed' ? outcome.row : cases['5000']
  const msg = language() === 'zh' ? row.message : (row.messageEn ?? row.message)
  // The documented 5032 has these two members only.
  return row === cases['5032']
    ? { code: row.code, msg }
    : { code: row.code, msg, data: null, extMsg: null }
}
