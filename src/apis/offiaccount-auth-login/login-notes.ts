import type { CaseRow } from '../../core/case.ts'
import type { Table } from '../../core/collection.ts'
import type { Context, Exchange } from '../../core/context.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import { cases } from './cases.ts'
import { userDomains, type UserDomain } from './records.ts'
import { signatureNote } from './signature-notes.ts'

/** Domains looked at for a note. */
const MOST = 100

export const missingNote = (name: string): Note => ({
  kind: 'required-missing',
  message: `Parameter \`${name}\` is blank or absent: send it in the query or as a form field.`,
  path: name,
})

/** Why a user domain is refused. */
export const domainNote = (row: CaseRow, userDomain: string, domains: Table<UserDomain>): Note => {
  const actual = userDomain.slice(0, 64)
  if (row === cases['5104'])
    return {
      kind: 'domain-disabled',
      message: `The world says that user domain ${actual} is disabled: set its \`status\` to enabled.`,
      path: 'userDomain',
      actual,
    }
  const near = nearestName(
    userDomain,
    some(domains).map((one) => one.userDomain),
  )
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return row === cases['5013']
    ? {
        kind: 'domain-format',
        message: `\`userDomain\` is a capital letter, two capital letters and one or two numbers with dots between${hint || ', such as C.DM.10271.5'}`,
        path: 'userDomain',
        expected: near ?? 'C.DM.10271.5',
        actual,
      }
    : {
        kind: 'domain-unknown',
        message: `The world has no user domain ${actual}${hint || "; add it to the world's `userDomains`."}`,
        path: 'userDomain',
        ...(near === undefined ? {} : { expected: near }),
        actual,
      }
}

const some = (domains: Table<UserDomain>): readonly UserDomain[] => {
  const first: UserDomain[] = []
  for (const domain of domains.values()) if (first.push(domain) === MOST) break
  return first
}

export const signatureNoteFor = (
  { world }: Context,
  signature: string,
  appId: string,
  code: string,
  { userDomain, secret }: UserDomain,
): Note => {
  const others = some(world.table(userDomains)).filter((one) => one.userDomain !== userDomain)
  const secrets = new Map(others.map((one) => [one.userDomain, one.secret ?? '']))
  return signatureNote(signature, { appId, code, secret: secret ?? '', userDomain }, secrets)
}

export const mccNote = (
  mcc: number,
  center: string | undefined,
  own: string,
  { userDomain }: UserDomain,
): Note => ({
  kind: 'mcc-centre',
  message:
    center === undefined
      ? `MCC ${mcc} is not assigned to any country: leave \`mcc\` out or send the network's own.`
      : `MCC ${mcc} belongs to data centre ${center}, user domain ${userDomain} to ${own}: use a domain of ${center}.`,
  path: 'mcc',
  expected: own,
  actual: center ?? String(mcc),
})

/** What WeChat did, in WeChat's words where it had any. */
export const exchangeNote = (exchange: Exclude<Exchange, { kind: 'person' }>): Note =>
  exchange.note ?? {
    kind: 'wechat-failure',
    message:
      exchange.kind === 'refused'
        ? `WeChat refused the code: ${exchange.errcode} ${exchange.errmsg}.`
        : `WeChat's answer to the code was ${exchange.kind}.`,
    path: 'code',
  }
