import { grouped } from '../../../core/grouped.ts'

/** The largest exponent and the most digits of a number in a calculation. */
const LARGEST = 1_000

/** Java's `BigDecimal`: the whole number `digits` divided by ten to the power of `scale`. */
export class BigDecimal {
  readonly digits: bigint
  readonly scale: number
  constructor(digits: bigint, scale: number) {
    this.digits = digits
    this.scale = scale
  }

  /** Reads a number. Returns undefined if the text is no number, or exceeds `LARGEST`. */
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

  /**
   * Divides by `other`. Keeps the scale of the dividend, and rounds half up. Throws a RangeError for zero.
   */
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

  /** Returns the remainder of the division by `other`. Throws a RangeError for zero. */
  rest(other: BigDecimal): BigDecimal {
    const scale = Math.max(this.scale, other.scale)
    const divisor = other.#at(scale)
    if (divisor === 0n) throw new RangeError('Division by zero')
    return new BigDecimal(this.#at(scale) % divisor, scale)
  }

  /** Prints the number as Java does, with an exponent for a negative scale and for very small numbers. */
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
 * A value in a WireMock template. Java's types are kept apart as far as they print differently or have
 * different members. No value is a plain object, so that a template reaches no prototype.
 */
export type Value =
  null | boolean | string | number | bigint | Decimal | BigDecimal | List | Dict | Thing | Instant

/**
 * Java's `double`, which prints with a decimal point. Integers are plain numbers, or bigints if too large.
 */
export class Decimal {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** How a list prints. `java`: as `[1, 2]`. `first`: its first item alone. `json`: as JSON. */
type ListPrinting = 'java' | 'first' | 'json'

/** A Java list, or the values of a name that may be repeated. */
export class List {
  readonly items: readonly Value[]
  readonly printing: ListPrinting
  /** The text that the list prints as, independent of its items. */
  readonly text: string | undefined
  constructor(items: readonly Value[], printing: ListPrinting = 'java', text?: string) {
    this.items = items
    this.printing = printing
    this.text = text
  }
}

/** Groups values by name. Each name has a list that prints as its first value. */
export const namedLists = (
  pairs: Iterable<readonly [name: string, value: string]>,
): ReadonlyMap<string, Value> =>
  new Map([...grouped(pairs)].map(([name, values]) => [name, new List(values, 'first')]))

/** A map in the order of its members. It prints as `{a=1}`, or as JSON if a JSONPath found it. */
export class Dict {
  readonly members: ReadonlyMap<string, Value>
  readonly printing: 'java' | 'json'
  /** Whether names match in any case, as the names of headers do. */
  readonly anyCase: boolean
  /** The text that the map prints as, independent of its members. */
  readonly text: string | undefined
  /** The items that `#each` runs over instead of the members. */
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

/** An object of WireMock's own classes. Each of its members is made when it is read. */
export class Thing {
  readonly text: () => string
  readonly members: ReadonlyMap<string, () => Value>
  /** Whether the object becomes a JSON object of its members. Otherwise it becomes its text. */
  readonly isBean: boolean
  /** Makes a member whose name is not in `members`. */
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

/** A date that prints in its own format and zone. */
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

/**
 * Returns the text that Java prints for an object without its own `toString`: its class and an address.
 * Java's address changes; this one is fixed.
 */
export const javaAddress = (name: string): string => `${name}@1b28cdfa`

/** A number of any of Java's types. */
export type JavaNumber = number | bigint | Decimal | BigDecimal

/** Returns whether a value is a number of any of Java's types. */
export const isNumber = (value: Value): value is JavaNumber =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Decimal ||
  value instanceof BigDecimal

/** Returns the nearest JavaScript number. */
export const numberOf = (value: JavaNumber): number =>
  typeof value === 'object'
    ? value instanceof Decimal
      ? value.value
      : Number(value.toString())
    : Number(value)

/**
 * Returns whether Handlebars.java takes a value for false: null, false, an empty text or list, and zero
 * unless `includeZero` is true.
 */
export const isEmpty = (value: Value, includeZero = false): boolean => {
  if (value === null || value === '' || value === false) return true
  if (value instanceof List) return value.items.length === 0
  return !includeZero && isNumber(value) && numberOf(value) === 0
}
