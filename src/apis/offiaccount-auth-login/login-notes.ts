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

export const missingNote = (name: string, { code }: CaseRow): Note => ({
  kind: 'required-missing',
  message: `Parameter \`${name}\` is blank or absent: the platform answered ${code}; send it in the query or as a form field.`,
  path: name,
})

/** Why a user domain is refused. */
export const domainNote = (row: CaseRow, userDomain: string, domains: Table<UserDomain>): Note => {
  const actual = userDomain.slice(0, 64)
  const outcome = `the platform answered ${row.code}`
  if (row === cases['5104'])
    return {
      kind: 'domain-disabled',
      message: `The world says that user domain ${actual} is disabled: ${outcome}; set its \`status\` to enabled.`,
      path: 'userDomain',
      actual,
    }
  const near = nearestName(
    userDomain,
    some(domains).map((one) => one.userDomain),
  )
  const isMalformed = row === cases['5013']
  const fix =
    near === undefined ? fixes[isMalformed ? 'malformed' : 'unknown'] : `did you mean ${near}?`
  return {
    kind: isMalformed ? 'domain-format' : 'domain-unknown',
    message: `\`userDomain\` is ${actual}, which ${isMalformed ? 'has no form of a user domain' : 'the world does not have'}: ${outcome}; ${fix}`,
    path: 'userDomain',
    ...(near === undefined && !isMalformed ? {} : { expected: near ?? 'C.DM.10271.5' }),
    actual,
  }
}

const fixes = {
  malformed:
    'send a capital letter, two capital letters and one or two numbers with dots between, such as C.DM.10271.5.',
  unknown: "add it to the world's `userDomains`.",
}

const some = (domains: Table<UserDomain>): readonly UserDomain[] => {
  const first: UserDomain[] = []
  for (const domain of domains.values()) if (first.push(domain) === MOST) break
  return first
}

export const signatureNoteFor = (
  { world }: Context,
  input: { readonly signature: string; readonly appId: string; readonly code: string },
  { userDomain, secret }: UserDomain,
): Note => {
  const { signature, appId, code } = input
  const others = some(world.table(userDomains)).filter((one) => one.userDomain !== userDomain)
  const secrets = new Map(others.map((one) => [one.userDomain, one.secret ?? '']))
  return signatureNote(signature, { appId, code, secret: secret ?? '', userDomain }, secrets, input)
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
      ? `MCC ${mcc} is assigned to no country: the platform answered 6085; leave \`mcc\` out or send the network's own.`
      : `MCC ${mcc} belongs to data centre ${center} and user domain ${userDomain} to ${own}: the platform answered 6084; use a user domain of ${center}.`,
  path: 'mcc',
  expected: own,
  actual: center ?? String(mcc),
})

/** What WeChat did, in WeChat's words where it had any. */
export const exchangeNote = (exchange: Exclude<Exchange, { kind: 'person' }>): Note => ({
  path: 'code',
  ...(exchange.note ?? {
    kind: 'wechat-refused',
    message: `WeChat's answer to the code was ${exchange.kind === 'refused' ? `${exchange.errcode} ${exchange.errmsg}` : exchange.kind}: the platform got no openid; log in again for another code.`,
  }),
})
