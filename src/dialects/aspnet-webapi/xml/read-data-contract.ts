import type { Note } from '../../../core/note.ts'
import type { Shape } from '../../../core/schema.ts'
import type { BodyRead } from '../model-state.ts'
import type { Charset } from '../negotiation.ts'
import { deserializing, inLine, refuse, type ContractReading } from './contract-reading.ts'
import { contractOf, SERIALIZATION_NAMESPACE, type Contract } from './contract.ts'
import { nullBody, syntax, wrongRoot } from './read-notes.ts'
import { readValue } from './read-object.ts'
import { XmlTextReader } from './xml-text-reader.ts'

const LONGEST_EXCEPTION = 1000

/**
 * Reads a body as DataContractSerializer does over XmlDictionaryReader. Accepts any bytes. Any error
 * leaves no object at all and is recorded under the parameter's own name, as an exception.
 * docs/spec/aspnet-webapi.md#reading-xml (R).
 */
export const readDataContract = (
  body: Buffer,
  charset: Charset,
  shape: Shape,
  mostDepth?: number,
): BodyRead => {
  if (body.length === 0) return { value: null, errors: [], notes: [nullBody('The body is empty')] }
  const contract = contractOf(shape)
  const opened = openDocument(body, charset)
  if (!opened.ok)
    return unreadable(deserializing(contract, opened.message), [syntax(opened.message, body)])
  const reading: ContractReading = {
    reader: new XmlTextReader(opened.bytes, mostDepth),
    root: contract,
    notes: [],
    objects: new Map(),
  }
  const { value, errors, notes } = outcome(reading, readRoot(reading), body)
  // Members are listed one by one, because V8 is slow on objects that a spread has made.
  return { value, errors, notes, over: reading.reader.over }
}

type Value = BodyRead['value']

const readRoot = (reading: ContractReading): Value => {
  const { reader, root } = reading
  const kind = reader.moveToContent()
  if (kind !== 'failed' && !isRoot(reader, root)) {
    const [node, local, namespace] =
      kind === 'element' ? ['Element', reader.local, reader.namespace] : ['None', '', '']
    const message = `Expecting element '${root.name}' from namespace '${root.namespace}'.. Encountered '${node}'  with name '${local}', namespace '${namespace}'. `
    refuse(reading, inLine(reading, message), wrongRoot(root, local, namespace))
  }
  if (reader.kind === 'failed') return null
  const field = { kind: 'object', of: root.shape } as const
  return readValue(reading, { field, owner: root, path: root.name }) as Value
}

/**
 * Whether the reader is on the contract's root: an element with the contract's own name, or with the
 * name of `object` (S). .NET also accepts the name of a base class, which no shape describes.
 */
const isRoot = ({ kind, local, namespace }: XmlTextReader, root: Contract): boolean =>
  kind === 'element' &&
  ((local === root.name && namespace === root.namespace) ||
    (local === 'anyType' && namespace === SERIALIZATION_NAMESPACE))

const outcome = (reading: ContractReading, value: Value, body: Buffer): BodyRead => {
  const { reader, root, refusal, notes } = reading
  if (reader.failure === undefined) {
    if (value === null) notes.push(nullBody('The root element is nil'))
    return { value, errors: [], notes }
  }
  if (refusal !== undefined) return unreadable(refusal.exception, [...notes, refusal.note])
  return unreadable(deserializing(root, reader.failure), [...notes, syntax(reader.failure, body)])
}

const unreadable = (exception: string, notes: readonly Note[]): BodyRead => ({
  value: null,
  // The text quotes what was sent. It is for people and need not be as long as a body.
  errors: [{ path: '', message: '', exception: exception.slice(0, LONGEST_EXCEPTION) }],
  notes,
})

/** A document as UTF-8, or the reason why it cannot be read. */
type OpenedDocument =
  { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly message: string }

type Encoding = 'utf-8' | 'utf-16LE' | 'utf-16BE'
/** Number of bytes in which .NET looks for the declaration's encoding. */
const HEAD = 128
/** Lowest index of the second equals sign in a declaration: `<?xml version="1.0" encoding=`. */
const SOONEST_ENCODING = 28

/**
 * Checks a document's encoding (by byte order mark, first bytes and declaration) against the charset of
 * Content-Type, and converts the document to UTF-8 without a mark. XmlDictionaryReader does not detect
 * an encoding by itself. docs/spec/aspnet-webapi.md#choice-of-the-input-formatter (R).
 */
const openDocument = (body: Buffer, charset: Charset): OpenedDocument => {
  if (body.length < 4) return refused('Unexpected end of file.')
  const expected = charset === 'utf-8' ? 'utf-8' : 'utf-16LE'
  const { actual, mark } = encodingOf(body)
  if (actual !== expected) {
    return refused(
      `The expected encoding '${expected}' does not match the actual encoding '${actual}'.`,
    )
  }
  const bytes = actual === 'utf-8' ? body.subarray(mark) : fromUtf16(body.subarray(mark))
  if (bytes === undefined) return refused('Invalid byte encoding.')
  const message = declarationError(bytes.toString('latin1', 0, HEAD), actual)
  return message === undefined ? { ok: true, bytes } : refused(message)
}

const refused = (message: string): OpenedDocument => ({ ok: false, message })

const encodingOf = (body: Buffer): { readonly actual: Encoding; readonly mark: number } => {
  const [first, second] = body
  if (first === 0xff && second === 0xfe) return { actual: 'utf-16LE', mark: 2 }
  if (first === 0xfe && second === 0xff) return { actual: 'utf-16BE', mark: 2 }
  if (first === 0x3c && second === 0) return { actual: 'utf-16LE', mark: 0 }
  if (first === 0 && second === 0x3c) return { actual: 'utf-16BE', mark: 0 }
  return { actual: 'utf-8', mark: first === 0xef && second === 0xbb ? 3 : 0 }
}

const utf16 = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true })

const fromUtf16 = (bytes: Buffer): Buffer | undefined => {
  try {
    return Buffer.from(utf16.decode(bytes), 'utf8')
  } catch {
    return undefined
  }
}

const declarationError = (head: string, actual: Encoding): string | undefined => {
  if (!head.startsWith('<?')) return undefined
  const equals = secondEquals(head)
  if (equals < 0) return undefined
  if (equals < SOONEST_ENCODING) return 'Malformed XML declaration.'
  if (!/encoding[\t\n\r ]*$/.test(head.slice(0, equals))) return undefined
  const declared = /^[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/.exec(head.slice(equals + 1))
  if (declared === null) return 'Malformed XML declaration.'
  const name = declared[1] ?? declared[2] ?? ''
  if (isEncoding(name.toLowerCase(), actual)) return undefined
  return `The encoding in the declaration '${name}' does not match the encoding of the document '${actual}'.`
}

const isEncoding = (declared: string, actual: Encoding): boolean =>
  declared === actual.toLowerCase() || (declared === 'utf-16' && actual !== 'utf-8')

/**
 * Returns the index of the second equals sign outside quotes and before a question mark; -1 if there is
 * none.
 */
const secondEquals = (head: string): number => {
  let quote = ''
  let seen = 0
  for (let index = 2; index < head.length; index++) {
    const character = head.charAt(index)
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '?') return -1
    else if (character === '=' && ++seen === 2) return index
  }
  return -1
}
