import { charsSet, propertySet, unionSet, type CharSet } from './char-set.ts'

const alpha = charsSet('az', 'AZ')
const punctuation = charsSet('!/', ':@', '[`', '{~')

const posix: Readonly<Record<string, CharSet>> = {
  Lower: charsSet('az'),
  Upper: charsSet('AZ'),
  ASCII: charsSet('\x00\x7f'),
  Alpha: alpha,
  Digit: charsSet('09'),
  Alnum: unionSet([alpha, charsSet('09')]),
  Punct: punctuation,
  Graph: charsSet('!~'),
  Print: charsSet(' ~'),
  Blank: charsSet(' ', '\t'),
  Cntrl: charsSet('\x00\x1f', '\x7f'),
  XDigit: charsSet('09', 'af', 'AF'),
  Space: charsSet(' ', '\t\r'),
}

/** The Unicode properties of the names in `posix` under the flag `(?U)`. */
const unicodePosix: Readonly<Record<string, readonly string[]>> = {
  Lower: ['Lowercase'],
  Upper: ['Uppercase'],
  Alpha: ['Alphabetic'],
  Digit: ['Nd'],
  Alnum: ['Alphabetic', 'Nd'],
  Punct: ['P'],
  Cntrl: ['Cc'],
  Space: ['White_Space'],
}

/** Java's names of properties after `Is`, in lower case, with the names that JavaScript has for them. */
const binary: Readonly<Record<string, readonly string[]>> = {
  alphabetic: ['Alphabetic'],
  ideographic: ['Ideographic'],
  letter: ['L'],
  lowercase: ['Lowercase'],
  uppercase: ['Uppercase'],
  titlecase: ['Lt'],
  punctuation: ['P'],
  control: ['Cc'],
  white_space: ['White_Space'],
  digit: ['Nd'],
  hex_digit: ['Hex_Digit'],
  join_control: ['Join_Control'],
  noncharacter_code_point: ['Noncharacter_Code_Point'],
  assigned: ['Assigned'],
}

const java: Readonly<Record<string, CharSet>> = {
  javaLowerCase: propertySet('Lowercase'),
  javaUpperCase: propertySet('Uppercase'),
  javaAlphabetic: propertySet('Alphabetic'),
  javaIdeographic: propertySet('Ideographic'),
  javaTitleCase: propertySet('Lt'),
  javaDigit: propertySet('Nd'),
  javaDefined: propertySet('Assigned'),
  javaLetter: propertySet('L'),
  javaLetterOrDigit: unionSet([propertySet('L'), propertySet('Nd')]),
  javaISOControl: charsSet('\x00\x1f', '\x7f\x9f'),
  javaSpaceChar: propertySet('Z'),
  javaWhitespace: unionSet([
    charsSet(
      '\t\r',
      '\x1c ',
      '\u1680',
      '\u2000\u2006',
      '\u2008\u200a',
      '\u2028\u2029',
      '\u205f',
      '\u3000',
    ),
  ]),
  javaMirrored: propertySet('Bidi_Mirrored'),
}

/** The blocks by Java's names. Java accepts the names in any case, without blanks, or with `_` for blanks. */
const blockNames: Readonly<Record<string, string>> = {
  'BASIC LATIN': '\x00\x7f',
  'LATIN-1 SUPPLEMENT': '\x80\xff',
  'LATIN EXTENDED-A': '\u0100\u017f',
  'LATIN EXTENDED-B': '\u0180\u024f',
  'GREEK AND COPTIC': '\u0370\u03ff',
  CYRILLIC: '\u0400\u04ff',
  HEBREW: '\u0590\u05ff',
  ARABIC: '\u0600\u06ff',
  THAI: '\u0e00\u0e7f',
  'GENERAL PUNCTUATION': '\u2000\u206f',
  'CURRENCY SYMBOLS': '\u20a0\u20cf',
  'CJK SYMBOLS AND PUNCTUATION': '\u3000\u303f',
  HIRAGANA: '\u3040\u309f',
  KATAKANA: '\u30a0\u30ff',
  'CJK UNIFIED IDEOGRAPHS EXTENSION A': '\u3400\u4dbf',
  'CJK UNIFIED IDEOGRAPHS': '\u4e00\u9fff',
  'HANGUL SYLLABLES': '\uac00\ud7af',
  'PRIVATE USE AREA': '\ue000\uf8ff',
  'CJK COMPATIBILITY IDEOGRAPHS': '\uf900\ufaff',
  'HALFWIDTH AND FULLWIDTH FORMS': '\uff00\uffef',
  EMOTICONS: '\u{1f600}\u{1f64f}',
}

/** Returns a block's name with `_`. Java calls GREEK AND COPTIC only GREEK. */
const joinedName = (name: string): string =>
  name === 'GREEK AND COPTIC' ? 'GREEK' : name.replace(/[ -]/g, '_')

const blocks = new Map(
  Object.entries(blockNames).flatMap(([name, range]) =>
    [name, name.replaceAll(' ', ''), joinedName(name)].map((one) => [one, range] as const),
  ),
)

const categories = /^(?:C[cfnos]?|L[CDlmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/
const cased = new Set(['Lower', 'Upper', 'Lu', 'Ll', 'Lt', 'javaLowerCase', 'javaUpperCase'])

/** Returns the set of Java's `\p{name}`. Returns undefined for an unknown name. */
export const javaProperty = (
  name: string,
  { ignoreCase, unicode }: { readonly ignoreCase: boolean; readonly unicode: boolean },
): CharSet | undefined => {
  if (ignoreCase && cased.has(name))
    return name === 'Lower' || name === 'Upper'
      ? alpha
      : unionSet(['Lu', 'Ll', 'Lt'].map(propertySet))
  const [, key, value] = /^(\w+)=(.+)$/.exec(name) ?? []
  if (key !== undefined && value !== undefined) return keyed(key.toLowerCase(), value)
  if (unicode && Object.hasOwn(unicodePosix, name))
    return unionSet((unicodePosix[name] ?? []).map(propertySet))
  if (Object.hasOwn(posix, name)) return posix[name]
  if (Object.hasOwn(java, name)) return java[name]
  if (name === 'L1') return charsSet('\x00\xff')
  if (name === 'all') return propertySet('Any')
  if (name.startsWith('In')) return keyed('blk', name.slice(2))
  if (!name.startsWith('Is')) return category(name)
  const rest = name.slice(2)
  const known = binary[rest.toLowerCase()]
  if (known !== undefined) return unionSet(known.map(propertySet))
  return category(rest) ?? keyed('sc', rest)
}

const category = (name: string): CharSet | undefined => {
  if (name === 'LD') return unionSet([propertySet('L'), propertySet('Nd')])
  return categories.test(name) ? propertySet(name) : undefined
}

const keyed = (key: string, value: string): CharSet | undefined => {
  switch (key) {
    case 'gc':
    case 'general_category':
      return category(value)
    case 'sc':
    case 'script':
      return script(value)
    case 'blk':
    case 'block': {
      const range = blocks.get(value.toUpperCase())
      return range === undefined ? undefined : charsSet(range)
    }
    default:
      return undefined
  }
}

/** Returns the set of a script. Java accepts the name in any case. */
const script = (name: string): CharSet | undefined => {
  const written = name.toLowerCase().replace(/(^|_)[a-z]/g, (start) => start.toUpperCase())
  try {
    return propertySet(`Script=${written}`)
  } catch {
    return undefined
  }
}
