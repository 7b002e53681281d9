const MOST = 79_228_162_514_264_337_593_543_950_335n
/** More digits than this change nothing but the rounding. */
const KEPT = 40

const BEFORE = /^[-+(\u00a4\t-\r ]*/
const AFTER = /^[-+)\u00a4\t-\r ]*\0*$/
const NUMBER = /^((?:[0-9][0-9,]*)?)(?:\.([0-9]*))?(?:(?<=[0-9][0-9,.]*)e([-+]?[0-9]+))?/i

/**
 * `Decimal.Parse(text, NumberStyles.Any, InvariantCulture)`: ASCII white space around, one sign
 * before or after or parentheses for negative, `\u00a4`, thousands separators, an exponent.
 * Undefined where that throws.
 */
export const parseDecimal = (text: string): string | undefined => {
  const before = BEFORE.exec(text)?.[0] ?? ''
  const rest = text.slice(before.length)
  const [number = '', whole = '', part = '', exponent = '0'] = NUMBER.exec(rest) ?? []
  const after = rest.slice(number.length)
  if (!/[0-9]/.test(number) || !AFTER.test(after) || !wellSigned(before, after)) return undefined
  const negative = /[-(]/.test(before + after)
  return decimalOf(negative, whole.replaceAll(',', ''), part, Number(exponent))
}

/** One sign, on one side, next to the number or to the currency; one currency; closed parentheses. */
const wellSigned = (before: string, after: string): boolean => {
  const around = before + after
  const count = (of: RegExp): number => around.match(of)?.length ?? 0
  if (count(/[-+(]/g) > 1 || count(/\u00a4/g) > 1) return false
  if (before.includes('(') !== after.includes(')') || count(/\)/g) > 1) return false
  return !/[-+(][\t-\r ]+$/.test(before)
}

/**
 * The digits a System.Decimal keeps: 96 bits and a scale of 0 to 28, rounded half to even.
 * Undefined on overflow.
 */
export const decimalOf = (
  negative: boolean,
  whole: string,
  part: string,
  exponent: number,
): string | undefined => {
  const digits = (whole + part).replace(/^0+/, '')
  let scale = part.length - exponent
  if (digits === '') return zero(scale)
  let mantissa = BigInt(digits.slice(0, KEPT))
  scale -= Math.max(0, digits.length - KEPT)
  if (-scale > 30) return undefined
  if (scale < 0) [mantissa, scale] = [mantissa * 10n ** BigInt(-scale), 0]
  if (scale > 28 + KEPT) return zero(28)
  const sticky = digits.length > KEPT && /[1-9]/.test(digits.slice(KEPT))
  const fitted = fit(mantissa, scale, sticky)
  if (fitted === undefined) return undefined
  return print(negative, fitted[0], fitted[1])
}

const fit = (mantissa: bigint, scale: number, sticky: boolean): [bigint, number] | undefined => {
  for (let drop = Math.max(0, scale - 28); drop <= scale; drop++) {
    const rounded = divideRounding(mantissa, 10n ** BigInt(drop), sticky)
    if (rounded <= MOST) return [rounded, scale - drop]
  }
  return undefined
}

const divideRounding = (mantissa: bigint, by: bigint, sticky: boolean): bigint => {
  const quotient = mantissa / by
  const twice = (mantissa % by) * 2n
  const up = twice > by || (twice === by && (sticky || quotient % 2n === 1n))
  return up ? quotient + 1n : quotient
}

const zero = (scale: number): string => print(false, 0n, Math.min(28, Math.max(0, scale)))

const print = (negative: boolean, mantissa: bigint, scale: number): string => {
  const digits = String(mantissa).padStart(scale + 1, '0')
  const sign = negative && mantissa !== 0n ? '-' : ''
  if (scale === 0) return sign + digits
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
