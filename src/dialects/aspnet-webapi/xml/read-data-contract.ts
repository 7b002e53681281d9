import type { Note } from '../../../core/note.ts'
import type { Shape } from '../../../core/schema.ts'
import type { BodyRead } from '../model-state.ts'
import { SERIALIZATION_NAMESPACE } from './contract-name.ts'
import { deserializing, inLine, refuse, type ContractReading } from './contract-reading.ts'
import { contractOf, type Contract } from './contract.ts'
import { openDocument } from './open-document.ts'
import { nullBody, syntax, wrongRoot } from './read-notes.ts'
import { readValue } from './read-object.ts'
import { XmlTextReader } from './xml-text-reader.ts'

const LONGEST_EXCEPTION = 1000

/**
 * Reads a body as DataContractSerializer does over XmlDictionaryReader. Total: any bytes answer.
 * Any error leaves no object at all and is recorded under the parameter's own name, as an
 * exception. docs/spec/aspnet-webapi.md#reading-xml (R).
 */
export const readDataContract = (
  body: Buffer,
  charset: 'utf-8' | 'utf-16',
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
  // Spelt out: on what a spread has made V8 looks every member up anew.
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
 * The contract's own name, or the one of `object` (S). .NET also takes a base class's name, which no
 * descriptor has.
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
  // Texts quote what was sent; they are for people, and need not be as long as a body.
  errors: [{ path: '', message: '', exception: exception.slice(0, LONGEST_EXCEPTION) }],
  notes,
})
