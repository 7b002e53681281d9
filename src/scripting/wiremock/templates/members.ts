import { javaHash } from '../../java-hash.ts'
import { Decimal, Dict, javaAddress, List, Thing, type Value } from './values.ts'

/** Returns a member of a value by its name, or null. For a list, a number is the index of an item. */
export const memberOf = (value: Value, name: string): Value => {
  if (value instanceof List) return itemOf(value, name)
  if (value instanceof Dict) return entryOf(value, name)
  if (value instanceof Thing) return value.members.get(name)?.() ?? value.make?.(name) ?? null
  return typeof value === 'string' ? (textMembers.get(name)?.(value) ?? null) : null
}

/**
 * Returns the names and values of the members of a map or an object. For a text, an `Integer` or a boolean
 * these are the methods of its Java class. `#each` needs them (R): a JSONPath that finds nothing gives an
 * empty text, and `#each` runs over its methods.
 */
export const entriesOf = (value: Value): readonly (readonly [string, Value])[] => {
  const of = <T>(members: Members<T>, it: T) =>
    [...members].map(([name, make]) => [name, make(it)] as const)
  if (typeof value === 'string') return of(textMembers, value)
  if (typeof value === 'boolean') return of(truthMembers, value)
  if (typeof value === 'number') return of(wholeMembers, value)
  if (value instanceof Dict)
    return value.items?.map((one, at) => [String(at), one]) ?? [...value.members]
  if (value instanceof Thing) return [...value.members].map(([name, make]) => [name, make()])
  return []
}

const itemOf = ({ items, printing }: List, name: string): Value => {
  if (/^-?\d{1,9}$/.test(name)) {
    const at = Number(name)
    // WireMock counts a negative index from the last item: -1 is the item before the last.
    return items[at < 0 && printing === 'first' ? items.length - 1 + at : at] ?? null
  }
  switch (name) {
    case 'size':
    case 'length':
      return items.length
    case 'empty':
    case 'isEmpty':
      return items.length === 0
    case 'first':
      return printing === 'first' ? (items[0] ?? null) : null
    case 'last':
      return printing === 'first' ? (items.at(-1) ?? null) : null
    case 'single':
    case 'isSingle':
      return printing === 'first' ? items.length === 1 : null
    default:
      return null
  }
}

const entryOf = (dict: Dict, name: string): Value => {
  const found = dict.members.get(name) ?? (dict.anyCase ? inAnyCase(dict, name) : undefined)
  if (found !== undefined) return found
  switch (name) {
    case 'size':
      return dict.members.size
    case 'empty':
    case 'isEmpty':
      return dict.members.size === 0
    case 'keySet':
      return new List([...dict.members.keys()])
    case 'values':
      return new List([...dict.members.values()])
    default:
      return null
  }
}

const inAnyCase = ({ members }: Dict, name: string): Value | undefined => {
  const lower = name.toLowerCase()
  for (const [one, value] of members) if (one.toLowerCase() === lower) return value
  return undefined
}

/** The Java methods without parameters that Handlebars.java can call, in the order of `#each`. */
type Members<T> = ReadonlyMap<string, (of: T) => Value>

/** Creates a member that is a Java object without its own `toString`. */
const object = (name: string): (() => Value) => {
  const thing = new Thing(() => javaAddress(name))
  return () => thing
}

const optional = (text: string): Value => new Thing(() => `Optional[${text}]`)

/** Returns a text without the blanks and control characters at its ends, as Java's `String.trim` does. */
export const trimmed = (text: string): string => text.replace(/^[\0- ]+|[\0- ]+$/g, '')
const isBlank = (text: string): boolean => text.trim() === ''

/** Removes the blanks with which all lines begin, and the blanks at the end of each line. */
const withoutIndent = (text: string): string => {
  const lines = text.split(/\r\n|[\r\n]/)
  const counted = lines.filter((line, at) => !isBlank(line) || at === lines.length - 1)
  const indents = counted.map((line) => line.length - line.trimStart().length)
  const least = Math.min(...indents)
  return lines.map((line) => (isBlank(line) ? '' : line.slice(least).trimEnd())).join('\n')
}

const escapes = new Map(
  Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', s: ' ', t: '\t', "'": "'", '"': '"' }),
)
const withEscapes = (text: string): string =>
  text.replace(/\\([^])/g, (_all, one: string) => escapes.get(one) ?? one)

const textMembers: Members<string> = new Map<string, (text: string) => Value>([
  ['blank', isBlank],
  ['bytes', object('[B')],
  ['empty', (text) => text === ''],
  ['translateEscapes', withEscapes],
  ['toCharArray', object('[C')],
  ['intern', (text) => text],
  ['stripIndent', withoutIndent],
  ['toLowerCase', (text) => text.toLowerCase()],
  ['length', (text) => text.length],
  ['isEmpty', (text) => text === ''],
  ['isBlank', isBlank],
  ['describeConstable', (text) => optional(text)],
  ['getBytes', object('[B')],
  ['strip', (text) => text.trim()],
  ['trim', trimmed],
  ['hashCode', javaHash],
  ['toUpperCase', (text) => text.toUpperCase()],
  ['toString', (text) => text],
  ['lines', object('java.util.stream.ReferencePipeline$Head')],
  ['stripLeading', (text) => text.trimStart()],
  ['chars', object('java.util.stream.IntPipeline$Head')],
  ['stripTrailing', (text) => text.trimEnd()],
  ['codePoints', object('java.util.stream.IntPipeline$Head')],
])

const truthMembers: Members<boolean> = new Map<string, (truth: boolean) => Value>([
  ['hashCode', (truth) => (truth ? 1231 : 1237)],
  ['toString', String],
  ['booleanValue', (truth) => truth],
  [
    'describeConstable',
    (truth) =>
      optional(
        `DynamicConstantDesc[ConstantBootstraps::getStaticFinal(${truth ? 'TRUE' : 'FALSE'}/ClassDesc[Boolean])Boolean]`,
      ),
  ],
])

const bytes =
  (bits: number) =>
  (value: number): Value =>
    Number(BigInt.asIntN(bits, BigInt(value)))
const decimal = (value: number): Value => new Decimal(value)
const same = (value: number): Value => value

const wholeMembers: Members<number> = new Map<string, (value: number) => Value>([
  ['hashCode', same],
  ['intValue', same],
  ['floatValue', (value) => decimal(Math.fround(value))],
  ['toString', String],
  ['shortValue', bytes(16)],
  ['doubleValue', decimal],
  ['describeConstable', (value) => optional(String(value))],
  ['longValue', same],
  ['byteValue', bytes(8)],
])
