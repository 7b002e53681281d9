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
