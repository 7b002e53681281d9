import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { EnumField } from '../../../core/schema.ts'
import type { Contract } from './contract.ts'
import type { ContractMember } from './contract-members.ts'
import { explainSyntax } from './explain-syntax.ts'

const LONGEST = 64
/** What a sender wrote, cut short. */
const short = (text: string, longest = LONGEST): string =>
  text.length > longest ? `${text.slice(0, longest)}…` : text

const where = (namespace: string): string =>
  namespace === '' ? 'no namespace' : `the namespace ${short(namespace)}`

export const nullBody = (what: string): Note => ({
  kind: 'null-body',
  message: `${what}: ASP.NET binds null without validating, and an action that uses it fails with 500; send the object.`,
})

export const syntax = (failure: string, body: Buffer): Note => {
  const explained = explainSyntax(body)
  const hint = explained === undefined ? '' : ` (${short(explained, 4 * LONGEST)})`
  return {
    kind: 'xml-syntax',
    message: `The body is not XML as XmlDictionaryReader reads it${hint}, and nothing was bound: ${failure.slice(0, 4 * LONGEST)}`,
  }
}

/** A root that is not the contract's. */
export const wrongRoot = (contract: Contract, local: string, namespace: string): Note => {
  const expected = `<${contract.name} xmlns="${contract.namespace}">`
  if (local === contract.name) {
    return {
      kind: 'xml-wrong-namespace',
      message: `The root <${local}> is in ${where(namespace)}, and nothing was bound; it must be ${expected}.`,
      path: local,
      expected: contract.namespace,
      actual: short(namespace),
    }
  }
  const found = local === '' ? 'There is no root element' : `The root is <${short(local)}>`
  return {
    kind: 'xml-wrong-root',
    message: `${found}, and nothing was bound; it must be ${expected}.`,
    expected: contract.name,
    actual: short(local),
  }
}

/** An element that DataContractSerializer passes over without a word, and why. */
export const skipped = (
  contract: Contract,
  name: { readonly local: string; readonly namespace: string },
  read: readonly boolean[],
): Note => {
  const { members } = contract
  const local = short(name.local)
  const at = members.findIndex((member) => member.element === name.local)
  if (at >= 0 && name.namespace !== contract.namespace) {
    return {
      kind: 'xml-wrong-namespace',
      message: `<${local}> is in ${where(name.namespace)}: DataContractSerializer looks for it in ${contract.namespace} and dropped it.`,
      path: local,
      expected: contract.namespace,
      actual: short(name.namespace),
    }
  }
  if (at >= 0 && read[at] === true) {
    return {
      kind: 'xml-member-duplicate',
      message: `<${local}> stands there twice: DataContractSerializer took the first and dropped this one.`,
      path: local,
    }
  }
  return at >= 0 ? outOfOrder(local, members, read) : unknown(local, contract)
}

const outOfOrder = (
  local: string,
  members: readonly ContractMember[],
  read: readonly boolean[],
): Note => {
  const last = members[read.lastIndexOf(true)]?.element ?? ''
  return {
    kind: 'xml-member-out-of-order',
    message: `<${local}> stands after <${last}>: DataContractSerializer reads members in contract order and dropped it.`,
    path: local,
    expected: members.map((member) => member.element).join(', '),
  }
}

const unknown = (local: string, contract: Contract): Note => {
  const { members } = contract
  const folded = local.toLowerCase()
  const cased = members.find((member) => member.element.toLowerCase() === folded)?.element
  if (cased !== undefined) {
    return {
      kind: 'xml-member-case',
      message: `<${local}> is not <${cased}>: DataContractSerializer tells case apart and dropped it.`,
      path: local,
      expected: cased,
      actual: local,
    }
  }
  const byJsonName = members.find((member) => member.key === local)?.element
  if (byJsonName !== undefined) {
    return {
      kind: 'xml-member-unknown',
      message: `<${local}> is the JSON name: in XML the member is <${byJsonName}>, and DataContractSerializer dropped it.`,
      path: local,
      expected: byJsonName,
      actual: local,
    }
  }
  const elements = members.map((member) => member.element)
  const near = nearestName(local, elements)
  const hint = near === undefined ? `it has ${elements.join(', ')}` : `did you mean <${near}>?`
  return {
    kind: 'xml-member-unknown',
    message: `<${local}> is no member of ${contract.name}: DataContractSerializer dropped it; ${hint}`,
    path: local,
    ...(near === undefined ? {} : { expected: near }),
    actual: local,
  }
}

/** Why one value made the whole body unreadable. */
const refused = (
  kind: string,
  path: string,
  reason: string,
  detail: { readonly expected?: string; readonly actual?: string } = {},
): Note => ({
  kind,
  message: `<${short(path)}>: ${reason}, and DataContractSerializer refused the whole body.`,
  path,
  ...detail,
})

export const nilOnValue = (path: string, clr: string): Note =>
  refused('xml-nil-on-value', path, `a ${clr} cannot be nil (leave the element out)`)

export const notAMember = (path: string, field: EnumField, text: string): Note => {
  const expected = Object.keys(field.members).join(', ')
  const reason = `"${short(text)}" is no member of ${field.name}; XML takes exact names only (${expected})`
  return refused('enum-not-a-member', path, reason, { expected, actual: short(text) })
}

export const outOfRange = (path: string, text: string): Note =>
  refused('integer-out-of-range', path, `${short(text)} is beyond a System.Int32`, {
    actual: short(text),
  })

export const noDate = (path: string, text: string): Note =>
  refused('date-format', path, `"${short(text)}" is no xsd:dateTime`, {
    expected: 'yyyy-MM-ddTHH:mm:ss',
    actual: short(text),
  })

export const mismatch = (path: string, clr: string, text: string): Note =>
  refused('xml-type-mismatch', path, `"${short(text)}" is no ${clr}`, {
    expected: clr,
    actual: short(text),
  })

/** Content that an element of this kind cannot have. */
export const misplaced = (path: string, what: string): Note =>
  refused('xml-type-mismatch', path, what)

export const unknownType = (path: string, type: string): Note =>
  refused('xml-type-unknown', path, `no type known here is "${short(type)}" (leave i:type out)`, {
    actual: short(type),
  })
