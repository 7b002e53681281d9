/** precision of php.ini: digits of a float turned into text. */
const DIGITS = 14

/** `(string) $float`, that is `%.14G` with PHP's own exponents: `1.5`, `1.0E+25`, `1.0E-5`. */
export const floatText = (value: number): string => {
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : '-INF'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = value.toExponential(DIGITS - 1).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= DIGITS) return scientific(mantissa, exponent)
  return withoutZeros(Number(`${mantissa}e${power}`).toFixed(Math.max(0, DIGITS - 1 - exponent)))
}

const scientific = (mantissa: string, exponent: number): string => {
  const digits = withoutZeros(mantissa)
  const sign = exponent < 0 ? '-' : '+'
  return `${digits.includes('.') ? digits : `${digits}.0`}E${sign}${Math.abs(exponent)}`
}

const withoutZeros = (digits: string): string =>
  digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits
