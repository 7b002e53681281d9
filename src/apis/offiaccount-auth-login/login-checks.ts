import type { CaseRow } from '../../core/case.ts'
import type { Table } from '../../core/records.ts'
import type { Context, ExchangeFailure } from '../../core/context.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Infer } from '../../core/schema.ts'
import { cases } from './cases.ts'
import type { loginRequest } from './dtos.ts'
import { dataCenterOf, userDomains, type DataCenter, type UserDomain } from './records.ts'
import { signatureNote } from './signature-notes.ts'
import { signatureOf } from './signature.ts'

export type LoginInput = Infer<typeof loginRequest>

/** A request that may go to WeChat. */
interface CheckedLogin {
  readonly appId: string
  readonly code: string
  readonly domain: UserDomain
}

/**
 * The checks of the table of test/documents/002.txt in the order of docs/spec/spring.md#codes (I):
 * the first that fails.
 */
export const checkLogin = (input: LoginInput, context: Context): CheckedLogin | CaseRow => {
  const { appId, code, userDomain, signature, mcc } = input
  if (isBlank(appId)) return missing(context, 'appId', cases['5218'])
  if (isBlank(code)) return missing(context, 'code', cases['5372'])
  if (isBlank(userDomain)) return missing(context, 'userDomain', cases['5023'])
  if (isBlank(signature)) return missing(context, 'signature', cases['5550'])
  const domain = findDomain(context, userDomain)
  if ('code' in domain) return domain
  if (signature !== signatureOf(appId, code, domain.secret ?? '')) {
    context.note(signatureNoteFor(context, { ...input, signature, appId, code }, domain))
    return cases['5420']
  }
  return (
    checkCenter(context, mcc, domain) ?? checkApp(context, appId, domain) ?? { appId, code, domain }
  )
}

const isBlank = (text: string | null | undefined): text is null | undefined | '' =>
  text === undefined || text === null || text.trim() === ''

const missing = (context: Context, name: string, row: CaseRow): CaseRow => {
  context.note(missingNote(name, row))
  return row
}

/** Seen so in clients: `C.DM.10271.5`, `E.SP.12` (I). */
const wellFormed = /^[A-Z]\.[A-Z]{2}\.\d+(\.\d+)?$/

const findDomain = (context: Context, userDomain: string): UserDomain | CaseRow => {
  const domains = context.world.table(userDomains)
  const refuse = (row: CaseRow): CaseRow => {
    context.note(domainNote(row, userDomain, domains))
    return row
  }
  if (!wellFormed.test(userDomain)) return refuse(cases['5013'])
  const domain = domains.get(userDomain)
  if (domain === undefined) return refuse(cases['5015'])
  return domain.status === 'disabled' || domain.status === 0 ? refuse(cases['5104']) : domain
}

const checkCenter = (
  context: Context,
  mcc: number | null | undefined,
  domain: UserDomain,
): CaseRow | undefined => {
  if (mcc === undefined || mcc === null) return undefined
  const center = centers.get(mcc)
  const own = dataCenterOf(domain)
  if (center === own) return undefined
  context.note(mccNote(mcc, center, own, domain))
  return center === undefined ? cases['6085'] : cases['6084']
}

const checkApp = (
  context: Context,
  appId: string,
  { appIds, userDomain }: UserDomain,
): CaseRow | undefined => {
  if (!appIds || appIds.length === 0 || appIds.includes(appId)) return undefined
  context.note({
    kind: 'app-id-not-configured',
    message: `User domain ${userDomain} lists its appIds, and this is none of them: the platform answered 5375; add it to the world's \`appIds\` or leave the list empty.`,
    path: 'appId',
    expected: appIds.slice(0, 8).join(', '),
    actual: appId.slice(0, 64),
  })
  return cases['5375']
}

// Which data centre a code belongs to is inferred but for 460
// (docs/spec/spring.md#mobile-country-codes).
const china = '460 461'
const northAmerica = '302 310 311 312 313 314 315 316'

/** Every other mobile country code that ITU-T E.212 assigns, 901 (international) among them. */
const others = [
  '202 204 206 208 212 213 214 216 218 219 220 221 222 225 226 228 230 231 232 234 235 238 240 242',
  '244 246 247 248 250 255 257 259 260 262 266 268 270 272 274 276 278 280 282 283 284 286 288 289',
  '290 292 293 294 295 297',
  '308 330 332 334 338 340 342 344 346 348 350 352 354 356 358 360 362 363 364 365 366 368 370 372',
  '374 376',
  '400 401 402 404 405 406 410 412 413 414 415 416 417 418 419 420 421 422 423 424 425 426 427 428',
  '429 430 431 432 434 436 437 438 440 441 450 452 454 455 456 457 466 467 470 472',
  '502 505 510 514 515 520 525 528 530 536 537 539 540 541 542 543 544 545 546 547 548 549 550 551',
  '552 553 554 555',
  '602 603 604 605 606 607 608 609 610 611 612 613 614 615 616 617 618 619 620 621 622 623 624 625',
  '626 627 628 629 630 631 632 633 634 635 636 637 638 639 640 641 642 643 645 646 647 648 649 650',
  '651 652 653 654 655 657 658 659',
  '702 704 706 708 710 712 714 716 722 724 730 732 734 736 738 740 742 744 746 748 750',
  '901',
].join(' ')

const entries = (codes: string, center: DataCenter) =>
  codes.split(' ').map((code) => [Number(code), center] as const)

/** The data centre that a mobile country code belongs to; none where the code is not assigned. */
const centers: ReadonlyMap<number, DataCenter> = new Map([
  ...entries(china, 'CN'),
  ...entries(northAmerica, 'NA'),
  ...entries(others, 'EU'),
])

/** Domains looked at for a note. */
const MOST = 100

const missingNote = (name: string, { code }: CaseRow): Note => ({
  kind: 'required-missing',
  message: `Parameter \`${name}\` is blank or absent: the platform answered ${code}; send it in the query or as a form field.`,
  path: name,
})

/** Why a user domain is refused. */
const domainNote = (row: CaseRow, userDomain: string, domains: Table<UserDomain>): Note => {
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

const signatureNoteFor = (
  { world }: Context,
  input: { readonly signature: string; readonly appId: string; readonly code: string },
  { userDomain, secret }: UserDomain,
): Note => {
  const { signature, appId, code } = input
  const others = some(world.table(userDomains)).filter((one) => one.userDomain !== userDomain)
  const secrets = new Map(others.map((one) => [one.userDomain, one.secret ?? '']))
  return signatureNote(signature, { appId, code, secret: secret ?? '', userDomain }, secrets, input)
}

const mccNote = (
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
export const exchangeNote = (exchange: ExchangeFailure): Note => ({
  path: 'code',
  ...(exchange.note ?? {
    kind: 'wechat-refused',
    message: `WeChat's answer to the code was ${exchange.kind === 'refused' ? `${exchange.errcode} ${exchange.errmsg}` : exchange.kind}: the platform got no openid; log in again for another code.`,
  }),
})
