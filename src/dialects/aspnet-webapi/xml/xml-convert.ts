import { decimalOf } from '../clr/decimal.ts'

/** `XmlConvert.ToBoolean`. */
export const toBoolean = (text: string): boolean | undefined => {
  const word = /^[\t\n\r ]*(true|false|0|1)[\t\n\r ]*$/.exec(text)?.[1]
  return word === undefined ? undefined : word === 'true' || word === '1'
}

/** `XmlConvert.ToDecimal`: a sign before, a point, ASCII white space around; scale is kept. */
export const toDecimal = (text: string): string | undefined => {
  const match = /^[\t-\r ]*([-+]?)([0-9]*)(?:\.([0-9]*))?[\t-\r ]*\0*$/.exec(text)
  const [, sign, whole = '', part = ''] = match ?? []
  return whole + part === '' ? undefined : decimalOf(sign === '-', whole, part, 0)
}
