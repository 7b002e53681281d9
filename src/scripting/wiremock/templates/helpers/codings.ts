import { hostname } from 'node:os'
import { asBigDecimal, named, needString, needText, param, refused, content } from './given.ts'
import { textOf } from '../text-of.ts'
import { Decimal, Dict, numberOf, type Value, type BigDecimal, namedLists } from '../values.ts'
import type { Helper, Options } from '../render.ts'

const encodings = new Map<string, BufferEncoding>([
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['iso-8859-1', 'latin1'],
  ['latin1', 'latin1'],
  ['us-ascii', 'latin1'],
  ['ascii', 'latin1'],
])

const encodingNamed = (options: Options): BufferEncoding => {
  const given = named(options, 'encoding')
  const name = given === null ? 'utf-8' : textOf(given)
  const encoding = encodings.get(name.toLowerCase())
  if (encoding === undefined) throw new Error(`the encoding ${name} is not supported; use utf-8`)
  return encoding
}

/** Encodes a text as `application/x-www-form-urlencoded`, as Java's `URLEncoder` does. */
const urlEncoded = (text: string, encoding: BufferEncoding): string => {
  let out = ''
  for (const byte of Buffer.from(text, encoding)) {
    const one = String.fromCharCode(byte)
    out += /[A-Za-z0-9*\-._]/.test(one)
      ? one
      : one === ' '
        ? '+'
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

const urlDecoded = (text: string, encoding: BufferEncoding): string => {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) throw new Error(`${text} is not URL-encoded`)
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString(encoding),
    )
}

/** WireMock encodes the value even when the helper is called as a block, and ignores the block's text (R). */
const urlEncode: Helper = (value, options) => {
  const text = needText(value)
  const encoding = encodingNamed(options)
  if (named(options, 'decode') === true) return urlDecoded(text, encoding)
  options.budget.need(text.length * 3)
  return urlEncoded(text, encoding)
}

const base64: Helper = (value, options) => {
  const text = content(value, options)
  if (named(options, 'decode') === true) {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('the text is not Base64')
    return Buffer.from(text, 'base64').toString('utf8')
  }
  options.budget.need(text.length * 2)
  const made = Buffer.from(text).toString('base64')
  const padding = named(options, 'padding')
  return padding === null || padding === true ? made : made.replace(/=+$/, '')
}

/** Returns the names and values of a form. Leaves out fields without a value, as WireMock does. */
const formData: Helper = (value, options) => {
  const decode = named(options, 'urlDecode') === true
  const encoding = encodingNamed(options)
  const pairs = needText(value)
    .split('&')
    .map((pair) => pair.split('='))
    .filter(([, given = '']) => given !== '')
    .map(([name = '', given = '']): [string, string] => [
      name,
      decode ? urlDecoded(given.trim(), encoding) : given.trim(),
    ])
  const form = new Dict(namedLists(pairs))
  if (options.params.length === 0) return form
  options.scope.data.set(needString(param(options, 0), 'the name'), form)
  return null
}

const math: Helper = (left, options) => {
  if (options.params.length !== 2)
    return refused(
      "All maths functions require two operands and an operator as parameters e.g. 3 '+' 2",
      options,
    )
  const operator = needText(param(options, 0))
  const [a, b] = [asBigDecimal(left), asBigDecimal(param(options, 1))]
  switch (operator) {
    case '+':
      return primitive(a.plus(b))
    case '-':
      return primitive(a.minus(b))
    case '*':
    case 'x':
      return primitive(a.times(b))
    case '/':
      return primitive(a.over(b))
    case '%':
      return primitive(a.rest(b))
    default:
      return refused(`${operator} is not a valid mathematical operator`, options)
  }
}

const primitive = (value: BigDecimal): Value => {
  if (value.scale !== 0) return new Decimal(numberOf(value))
  const whole = BigInt.asIntN(64, value.digits)
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole
}

const val: Helper = (value, options) => {
  const made = value ?? named(options, 'or') ?? named(options, 'default')
  const name = named(options, 'assign')
  if (name === null) return made
  options.scope.data.set(needString(name, 'assign'), made)
  return null
}

const assign: Helper = (name, options) => {
  options.scope.data.set(needString(name, 'the name'), options.body().trim())
  return null
}

/** Does not read environment variables or properties: every permitted name counts as not set. */
const systemValue: Helper = (_value, options) => {
  const key = named(options, 'key')
  const type = named(options, 'type') ?? 'ENVIRONMENT'
  if (key === null || key === '') return refused('The key cannot be empty', options)
  const name = needString(key, 'key')
  if (!/^wiremock.*$/is.test(name)) return refused(`Access to ${name} is denied`, options)
  return type === 'ENVIRONMENT' || type === 'PROPERTY' ? named(options, 'default') : ''
}

/** The helpers for encodings, forms, calculations, variables and the host name. */
export const codingHelpers: Readonly<Record<string, Helper>> = {
  urlEncode,
  base64,
  formData,
  math,
  val,
  assign,
  systemValue,
  hostname: () => hostname(),
}
