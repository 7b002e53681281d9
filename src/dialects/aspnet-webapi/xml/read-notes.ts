import { clip } from '../../../core/clip.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { EnumField } from '../../../core/schema.ts'
import type { Contract, ContractMember } from './contract.ts'
import { ordinaryParser } from './read-answer.ts'

const where = (namespace: string): string =>
  namespace === '' ? 'no namespace' : `the namespace ${clip(namespace)}`

export const nullBody = (what: string): Note => ({
  kind: 'null-body',
  message: `${what}: Web API binds null without validating, and the action failed on it; send the object.`,
})

export const syntax = (failure: string, body: Buffer): Note => {
  const explained = explainSyntax(body)
  const hint = explained === undefined ? '' : ` (${clip(explained, 256)})`
  return {
    kind: 'xml-syntax',
    message: `The body is no XML to XmlDictionaryReader, which said ${quoted(failure)}: nothing was bound; send well-formed XML${hint}.`,
  }
}

const quoted = (text: string): string => `"${clip(text.trim(), 256)}"`

/** Returns the note on a root that is not the contract's. */
export const wrongRoot = (contract: Contract, local: string, namespace: string): Note => {
  const fix = `DataContractSerializer bound nothing; send \`<${contract.name} xmlns="${contract.namespace}">\`.`
  if (local === contract.name) {
    return {
      kind: 'xml-wrong-namespace',
      message: `The root \`<${local}>\` is in ${where(namespace)}: ${fix}`,
      path: local,
      expected: contract.namespace,
      actual: clip(namespace),
    }
  }
  const found = local === '' ? 'There is no root element' : `The root is \`<${clip(local)}>\``
  return {
    kind: 'xml-wrong-root',
    message: `${found}: ${fix}`,
    expected: contract.name,
    actual: clip(local),
  }
}

/** Returns the note on an element that DataContractSerializer skips without an error, with the reason. */
export const skipped = (
  contract: Contract,
  name: { readonly local: string; readonly namespace: string },
  read: readonly boolean[],
): Note => {
  const { members } = contract
  const local = clip(name.local)
  const at = members.findIndex((member) => member.element === name.local)
  if (at >= 0 && name.namespace !== contract.namespace) {
    return {
      kind: 'xml-wrong-namespace',
      message: `\`<${local}>\` is in ${where(name.namespace)}: DataContractSerializer looks for it in its own and dropped it; put it in ${contract.namespace}.`,
      path: local,
      expected: contract.namespace,
      actual: clip(name.namespace),
    }
  }
  if (at >= 0 && read[at] === true) {
    return {
      kind: 'xml-member-duplicate',
      message: `\`<${local}>\` stands there twice: DataContractSerializer took the first and dropped this one; send it once.`,
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
  const expected = members.map((member) => member.element).join(', ')
  return {
    kind: 'xml-member-out-of-order',
    message: `\`<${local}>\` stands after \`<${last}>\`: DataContractSerializer reads members in contract order and dropped it; the order is ${expected}.`,
    path: local,
    expected,
  }
}

const unknown = (local: string, contract: Contract): Note => {
  const { members } = contract
  const folded = local.toLowerCase()
  const cased = members.find((member) => member.element.toLowerCase() === folded)?.element
  if (cased !== undefined) {
    return {
      kind: 'xml-member-case',
      message: `\`<${local}>\` is not \`<${cased}>\`: DataContractSerializer tells case apart and dropped it; send \`<${cased}>\`.`,
      path: local,
      expected: cased,
      actual: local,
    }
  }
  const byJsonName = members.find((member) => member.key === local)?.element
  if (byJsonName !== undefined) {
    return {
      kind: 'xml-member-unknown',
      message: `\`<${local}>\` is the JSON name of \`<${byJsonName}>\`: DataContractSerializer does not know it and dropped it; send \`<${byJsonName}>\`.`,
      path: local,
      expected: byJsonName,
      actual: local,
    }
  }
  const elements = members.map((member) => member.element)
  const near = nearestName(local, elements)
  const hint =
    near === undefined ? `the members are ${elements.join(', ')}.` : `did you mean \`<${near}>\`?`
  return {
    kind: 'xml-member-unknown',
    message: `\`<${local}>\` is no member of ${contract.name}: DataContractSerializer dropped it; ${hint}`,
    path: local,
    ...(near === undefined ? {} : { expected: near }),
    actual: local,
  }
}

/** Returns a note on a value that made DataContractSerializer refuse the whole body. */
const refused = (
  kind: Note['kind'],
  path: string,
  reason: string,
  fix: string,
  detail: { readonly expected?: string; readonly actual?: string } = {},
): Note => ({
  kind,
  message: `\`<${clip(path)}>\` ${reason}: DataContractSerializer refused the whole body; ${fix}.`,
  path,
  ...detail,
})

export const nilOnValue = (path: string, clr: string): Note =>
  refused('xml-nil-on-value', path, `is nil, and a ${clr} cannot be`, 'leave the element out')

export const notAMember = (path: string, field: EnumField, text: string): Note => {
  const expected = Object.keys(field.members).join(', ')
  const actual = clip(text)
  const reason = `is \`${actual}\`, which is no member of ${field.name}`
  return refused('enum-not-a-member', path, reason, `send exactly one of ${expected}`, {
    expected,
    actual,
  })
}

export const outOfRange = (path: string, text: string): Note => {
  const actual = clip(text)
  return refused(
    'integer-out-of-range',
    path,
    `is \`${actual}\`, which is beyond an Int32`,
    'send one from -2147483648 to 2147483647',
    { expected: 'an integer from -2147483648 to 2147483647', actual },
  )
}

const DATE = 'yyyy-MM-ddTHH:mm:ss'

export const noDate = (path: string, text: string): Note => {
  const actual = clip(text)
  return refused(
    'date-format',
    path,
    `is \`${actual}\`, which is no xsd:dateTime`,
    `send it as ${DATE}`,
    { expected: DATE, actual },
  )
}

export const mismatch = (path: string, clr: string, text: string): Note => {
  const actual = clip(text)
  return refused(
    'xml-type-mismatch',
    path,
    `is \`${actual}\`, which is no ${clr}`,
    `send a ${clr}`,
    { expected: clr, actual },
  )
}

/** Returns the note on content that an element of this kind cannot have. */
export const misplaced = (path: string, what: string): Note =>
  refused('xml-type-mismatch', path, what, 'take that out')

export const unknownType = (path: string, type: string): Note => {
  const actual = clip(type)
  const reason = `has the i:type \`${actual}\`, which is unknown here`
  return refused('xml-type-unknown', path, reason, 'leave i:type out', { actual })
}

/** Maximum length, in bytes, of a body that is read a second time. */
const LONGEST = 65_536

/**
 * Explains with an ordinary parser why .NET refused XML: where the XML is malformed, or that only
 * XmlDictionaryReader refuses it (a DTD, a processing instruction, an encoding). Returns undefined for
 * a body that is too long to be read again.
 */
export const explainSyntax = (body: Buffer): string | undefined => {
  if (body.length > LONGEST) return undefined
  const valid = ordinaryParser().XMLValidator.validate(body.toString('utf8'))
  return valid === true ? 'other parsers may take it, this one does not' : sentenceOf(valid.err)
}

/**
 * Prints an error of the parser in one line, because its lists span lines. An error without a
 * place gets line 1, column 1.
 */
const sentenceOf = ({ msg, line = 1, col = 1 }: { msg: string; line?: number; col?: number }) =>
  `line ${line}, column ${col}: ${msg.replace(/\.$/, '').replace(/\s+/g, ' ')}`
