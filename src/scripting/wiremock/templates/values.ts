import { grouped } from '../../../core/grouped.ts'

/** Largest exponent and most digits that are calculated with. */
const LARGEST = 1_000

/** Java's `BigDecimal`: whole `digits` over ten to the `scale`. */
export class BigDecimal {
  readonly digits: bigint
  readonly scale: number
  constructor(digits: bigint, scale: number) {
    this.digits = digits
    this.scale = scale
  }

  /** Undefined for a text that is no number, or one too long to be calculated with. */
  static read(text: string): BigDecimal | undefined {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] =
      /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text) ?? []
    const digits = whole + fraction
    if (digits === '' || digits.length > LARGEST || Math.abs(Number(exponent)) > LARGEST)
      return undefined
    return new BigDecimal(
      BigInt(`${sign === '-' ? '-' : ''}${digits}`),
      fraction.length - Number(exponent),
    )
  }

  plus(other: BigDecimal): BigDecimal {
    const scale = Math.max(this.scale, other.scale)
    return new BigDecimal(this.#at(scale) + other.#at(scale), scale)
  }

  minus(other: BigDecimal): BigDecimal {
    return this.plus(new BigDecimal(-other.digits, other.scale))
  }

  times(other: BigDecimal): BigDecimal {
    return new BigDecimal(this.digits * other.digits, this.scale + other.scale)
  }

  /** In this one's scale, half up. Throws a RangeError for zero. */
  over(other: BigDecimal): BigDecimal {
    const shift = BigInt(Math.abs(other.scale))
    const [top, bottom] =
      other.scale >= 0
        ? [this.digits * 10n ** shift, other.digits]
        : [this.digits, other.digits * 10n ** shift]
    if (bottom === 0n) throw new RangeError('/ by zero')
    const negative = top < 0n !== bottom < 0n
    const [up, down] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
    const rounded = (up * 2n + down) / (down * 2n)
    return new BigDecimal(negative ? -rounded : rounded, this.scale)
  }

  /** Throws a RangeError for zero. */
  rest(other: BigDecimal): BigDecimal {
    const scale = Math.max(this.scale, other.scale)
    const divisor = other.#at(scale)
    if (divisor === 0n) throw new RangeError('Division by zero')
    return new BigDecimal(this.#at(scale) % divisor, scale)
  }

  /** As Java prints it, with an exponent where that is shorter. */
  toString(): string {
    const plain = String(this.digits < 0n ? -this.digits : this.digits)
    const exponent = plain.length - 1 - this.scale
    if (this.scale >= 0 && exponent >= -6) return this.toPlainString()
    const mantissa = plain.length === 1 ? plain : `${plain.slice(0, 1)}.${plain.slice(1)}`
    return `${this.#sign()}${mantissa}E${exponent < 0 ? '' : '+'}${exponent}`
  }

  toPlainString(): string {
    const plain = String(this.digits < 0n ? -this.digits : this.digits)
    if (this.scale <= 0)
      return `${this.#sign()}${plain}${plain === '0' ? '' : '0'.repeat(-this.scale)}`
    const padded = plain.padStart(this.scale + 1, '0')
    return `${this.#sign()}${padded.slice(0, -this.scale)}.${padded.slice(-this.scale)}`
  }

  #sign(): string {
    return this.digits < 0n ? '-' : ''
  }

  #at(scale: number): bigint {
    return this.digits * 10n ** BigInt(scale - this.scale)
  }
}

/**
 * What a WireMock template computes with: Java's values, as far as their printing or their members tell
 * them apart. Nothing here is a plain object: a template reaches the members listed, and no prototype.
 */
export type Value =
  null | boolean | string | number | bigint | Decimal | BigDecimal | List | Dict | Thing | Instant

/** A `double`: prints with a decimal point. Whole numbers are plain numbers, or bigints where they are long. */
export class Decimal {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** How a list prints: `[1, 2]`, its first item alone, or JSON. */
type ListPrinting = 'java' | 'first' | 'json'

/** A list of Java's, or what is found by a name that may be repeated. */
export class List {
  readonly items: readonly Value[]
  readonly printing: ListPrinting
  /** What it prints as, whatever is in it. */
  readonly text: string | undefined
  constructor(items: readonly Value[], printing: ListPrinting = 'java', text?: string) {
    this.items = items
    this.printing = printing
    this.text = text
  }
}

/** The values of names that may be repeated, each a list that prints as its first. */
export const namedLists = (
  pairs: Iterable<readonly [name: string, value: string]>,
): ReadonlyMap<string, Value> =>
  new Map([...grouped(pairs)].map(([name, values]) => [name, new List(values, 'first')]))

/** A map in the order of its members. It prints as `{a=1}`, or as JSON where it was found by a JSONPath. */
export class Dict {
  readonly members: ReadonlyMap<string, Value>
  readonly printing: 'java' | 'json'
  /** Names are found in any case, as those of headers. */
  readonly anyCase: boolean
  /** What it prints as, whatever is in it. */
  readonly text: string | undefined
  /** What is gone through instead of its members. */
  readonly items: readonly Value[] | undefined
  constructor(
    members: ReadonlyMap<string, Value>,
    printing: 'java' | 'json' = 'java',
    anyCase = false,
    text?: string,
    items?: readonly Value[],
  ) {
    this.members = members
    this.printing = printing
    this.anyCase = anyCase
    this.text = text
    this.items = items
  }
}

/** An object of WireMock's own with a few members, each made when asked for. */
export class Thing {
  readonly text: () => string
  readonly members: ReadonlyMap<string, () => Value>
  /** As JSON it is an object of its members; else its text. */
  readonly isBean: boolean
  /** Makes a member of any other name. */
  readonly make: ((name: string) => Value) | undefined
  constructor(
    text: () => string,
    members: Readonly<Record<string, () => Value>> = {},
    isBean = false,
    make?: (name: string) => Value,
  ) {
    this.make = make
    this.text = text
    this.members = new Map(Object.entries(members))
    this.isBean = isBean
  }
}

/** A moment that prints itself in the format and zone it was given. */
export class Instant {
  /** Milliseconds since the epoch. */
  readonly ms: number
  readonly zone: string | undefined
  readonly print: () => string
  constructor(ms: number, zone: string | undefined, print: () => string) {
    this.ms = ms
    this.zone = zone
    this.print = print
  }
}

/** What Java prints of an object without a text of its own: its class and a number, another one each time. */
export const javaAddress = (name: string): string => `${name}@1b28cdfa`

/** Any of Java's numbers. */
export type JavaNumber = number | bigint | Decimal | BigDecimal

/** Whether a value is any of Java's numbers. */
export const isNumber = (value: Value): value is JavaNumber =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Decimal ||
  value instanceof BigDecimal

/** The nearest JavaScript number. */
export const numberOf = (value: JavaNumber): number =>
  typeof value === 'object'
    ? value instanceof Decimal
      ? value.value
      : Number(value.toString())
    : Number(value)

/** What Handlebars.java takes for false: nothing, an empty text or list, false, and zero unless told otherwise. */
export const isEmpty = (value: Value, includeZero = false): boolean => {
  if (value === null || value === '' || value === false) return true
  if (value instanceof List) return value.items.length === 0
  return !includeZero && isNumber(value) && numberOf(value) === 0
}
