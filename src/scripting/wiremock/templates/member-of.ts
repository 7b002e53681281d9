import { Dict, List, Thing, type Value } from './values.ts'

/** A member of a value by its name, or null. A name that is a number finds the item of a list. */
export const memberOf = (value: Value, name: string): Value => {
  if (value instanceof List) return itemOf(value, name)
  if (value instanceof Dict) return entryOf(value, name)
  if (value instanceof Thing) return value.members.get(name)?.() ?? value.make?.(name) ?? null
  return typeof value === 'string' ? (textMembers.get(name)?.(value) ?? null) : null
}

/** Names and values of what can be gone through by name. */
export const entriesOf = (value: Value): readonly (readonly [string, Value])[] => {
  if (value instanceof Dict) return [...value.members]
  if (value instanceof Thing) return [...value.members].map(([name, make]) => [name, make()])
  return []
}

const itemOf = ({ items, printing }: List, name: string): Value => {
  if (/^-?\d{1,9}$/.test(name)) {
    const at = Number(name)
    // WireMock counts a negative place from the item before the last.
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

/** What Java's texts tell of themselves without being asked for more. */
const textMembers: ReadonlyMap<string, (text: string) => Value> = new Map([
  ['length', (text: string): Value => text.length],
  ['empty', (text: string): Value => text === ''],
  ['isEmpty', (text: string): Value => text === ''],
  ['blank', (text: string): Value => text.trim() === ''],
  ['isBlank', (text: string): Value => text.trim() === ''],
  ['trim', (text: string): Value => text.trim()],
  ['strip', (text: string): Value => text.trim()],
  ['toLowerCase', (text: string): Value => text.toLowerCase()],
  ['toUpperCase', (text: string): Value => text.toUpperCase()],
])
