import type { Note } from '../../../core/note.ts'
import type { Contract } from './contract.ts'
import type { XmlTextReader } from './xml-text-reader.ts'

/** Notes kept for one body: beyond them they tell nothing new. */
const MOST_NOTES = 20

/** One body being read. */
export interface ContractReading {
  readonly reader: XmlTextReader
  readonly root: Contract
  readonly notes: Note[]
  /** Objects by their `z:Id`. */
  readonly objects: Map<string, { readonly type: string; readonly value: unknown }>
  /** Why the contract, not the XML, refused the body. */
  refusal?: { readonly exception: string; readonly note: Note }
}

/** `make` is called only while there is room. */
export const addNote = (reading: ContractReading, make: () => Note): void => {
  if (reading.notes.length < MOST_NOTES) reading.notes.push(make())
}

/**
 * Ends the reading: any error makes the whole object null. docs/spec/aspnet-webapi.md#reading-xml
 * (R).
 */
export const refuse = (reading: ContractReading, exception: string, note: Note): null => {
  reading.refusal ??= { exception, note }
  return reading.reader.fail(exception)
}

/** How .NET words an error of the XML or of a conversion. */
export const deserializing = (contract: Contract, message: string): string =>
  `There was an error deserializing the object of type ${contract.clr}. ${message}`

/** Puts where the reader is before a message. */
export const inLine = ({ reader }: ContractReading, message: string): string => {
  const { line, column } = reader.place()
  return `Error in line ${line} position ${column}. ${message}`
}
