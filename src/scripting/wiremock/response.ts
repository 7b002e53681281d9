import { STATUS_CODES, validateHeaderName } from 'node:http'
import { faults, type Fault } from '../../core/wire.ts'
import type { RawResponse, StubResponse } from '../stubs/stub.ts'
import {
  asInt,
  asText,
  asTexts,
  asTruth,
  checkMembers,
  present,
  mappingError,
  object,
  text,
  type Json,
  delayOf,
  toDelayPlan,
  dribbleOf,
} from './mapping-members.ts'
import { exactJson } from './read-json.ts'
import { readTemplates } from './templates/wiremock-template.ts'
import { TemplateError } from './templates/read-expression.ts'

const AT = '/response'

const members = [
  'status',
  'statusMessage',
  'headers',
  'body',
  'jsonBody',
  'base64Body',
  'bodyFileName',
  'fixedDelayMilliseconds',
  'delayDistribution',
  'chunkedDribbleDelay',
  'fault',
  'transformers',
  'transformerParameters',
  'fromConfiguredStub',
  'proxyBaseUrl',
  'proxyUrlPrefixToRemove',
  'additionalProxyRequestHeaders',
  'removeProxyRequestHeaders',
  'originalRequest',
]

/** The members of a mapping that are needed to convert its response. */
interface Around {
  readonly id: string
  readonly name: string | undefined
  /** The mapping's `urlPathTemplate`. */
  readonly path: string | undefined
}

/** Converts WireMock's ResponseDefinition. Throws a MappingError. */
export const toResponse = (given: Json, around: Around): StubResponse => {
  checkMembers(given, AT, members)
  const response = present(given)
  refuseOthers(response)
  const { fault, chunkedDribbleDelay, delayDistribution, fixedDelayMilliseconds } = response
  const delay =
    delayDistribution !== undefined
      ? toDelayPlan(delayDistribution, `${AT}/delayDistribution`)
      : fixedDelayMilliseconds === undefined
        ? undefined
        : delayOf(fixedDelayMilliseconds, `${AT}/fixedDelayMilliseconds`)
  const dribble =
    chunkedDribbleDelay === undefined
      ? undefined
      : dribbleOf(chunkedDribbleDelay, `${AT}/chunkedDribbleDelay`)
  return {
    response: withTemplates(rawOf(response, around), response, around),
    ...(fault === undefined ? {} : { fault: faultOf(fault) }),
    ...(delay === undefined ? {} : { delay }),
    ...(dribble === undefined ? {} : { chunkedDribbleDelay: dribble }),
  }
}

/** Refuses members that WireMock supports and this mock does not. */
const refuseOthers = (response: Json): void => {
  const { proxyBaseUrl, bodyFileName, body, jsonBody, base64Body, fromConfiguredStub } = response
  if (proxyBaseUrl !== undefined)
    throw mappingError(
      `${AT}/proxyBaseUrl`,
      'proxyBaseUrl is not supported: this mock answers itself and passes nothing on; give the answer in body or jsonBody.',
    )
  if (bodyFileName !== undefined) asText(bodyFileName, `${AT}/bodyFileName`)
  if (bodyFileName !== undefined && (body ?? jsonBody ?? base64Body) === undefined)
    throw mappingError(
      `${AT}/bodyFileName`,
      'bodyFileName is not supported: this mock reads no files for stubs; give the answer in body, jsonBody or base64Body.',
    )
  if (fromConfiguredStub !== undefined && !asTruth(fromConfiguredStub, `${AT}/fromConfiguredStub`))
    throw mappingError(
      `${AT}/fromConfiguredStub`,
      'fromConfiguredStub is not supported as false: the stub would never answer; leave it out.',
    )
  const { removeProxyRequestHeaders, proxyUrlPrefixToRemove } = response
  if (removeProxyRequestHeaders !== undefined)
    asTexts(removeProxyRequestHeaders, `${AT}/removeProxyRequestHeaders`)
  if (proxyUrlPrefixToRemove !== undefined)
    asText(proxyUrlPrefixToRemove, `${AT}/proxyUrlPrefixToRemove`)
}

const rawOf = (response: Json, around: Around): RawResponse => {
  const { status, statusMessage, headers } = response
  const code = status === undefined ? 200 : statusOf(status)
  const message =
    statusMessage === undefined ? reasonOf(code) : asText(statusMessage, `${AT}/statusMessage`)
  return {
    status: code,
    ...(message === undefined
      ? {}
      : { statusMessage: message.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?') }),
    headers: {
      ...(headers === undefined ? {} : headersOf(headers)),
      'Matched-Stub-Id': around.id,
      ...(around.name === undefined
        ? {}
        : { 'Matched-Stub-Name': around.name.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?') }),
    },
    ...bodyOf(response),
  }
}

/** Returns the status. Zero and negative numbers mean 200, as in WireMock. */
const statusOf = (value: unknown): number => {
  const status = asInt(value, `${AT}/status`)
  if (status <= 0) return 200
  if (status < 100 || status > 999)
    throw mappingError(`${AT}/status`, `${AT}/status is from 100 to 999, not ${status}.`)
  return status
}

/**
 * The reason phrases of WireMock's server that differ from those of Node.js. For a status that WireMock's
 * server does not know, the reason phrase is the number of the status.
 */
const reasons: Readonly<Record<number, string>> = {
  103: 'Early Hint',
  203: 'Non Authoritative Information',
  451: 'Unavailable for Legal Reason',
  500: 'Server Error',
}
const unknown = new Set([208, 226, 425])

const reasonOf = (status: number): string | undefined =>
  unknown.has(status) || STATUS_CODES[status] === undefined ? String(status) : reasons[status]

/** Returns the first of `body`, `jsonBody` and `base64Body` that is given. */
const bodyOf = ({ body, jsonBody, base64Body }: Json): Pick<RawResponse, 'body' | 'base64Body'> => {
  const bytes = base64Body === undefined ? undefined : base64Of(base64Body)
  const text = body === undefined ? undefined : asText(body, `${AT}/body`)
  if (text !== undefined) return { body: text }
  if (jsonBody !== undefined) return { body: exactJson(jsonBody) }
  return bytes === undefined ? {} : { base64Body: bytes }
}

const base64Of = (value: unknown): string => {
  const text = asText(value, `${AT}/base64Body`)
  const digits = text.replace(/=+$/, '')
  const padded = text.length === digits.length || text.length % 4 === 0
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1 || !padded)
    throw mappingError(`${AT}/base64Body`, `${AT}/base64Body is not Base64: ${text.slice(0, 40)}.`)
  return text
}

const faultOf = (value: unknown): Fault => {
  const fault = faults.find((one) => one === value)
  if (fault === undefined)
    throw mappingError(
      `${AT}/fault`,
      `There is no fault ${typeof value === 'string' ? value : JSON.stringify(value)}; use one of ${faults.join(', ')}.`,
    )
  return fault
}

/**
 * Adds the rendering of templates if `transformers` has `response-template`, as WireMock does. Other names
 * have no effect, as transformers that WireMock does not know.
 */
const withTemplates = (raw: RawResponse, response: Json, around: Around): RawResponse => {
  const { transformers, transformerParameters } = response
  const parameters =
    transformerParameters === undefined
      ? {}
      : object(transformerParameters, `${AT}/transformerParameters`)
  const names = transformers === undefined ? [] : asTexts(transformers, `${AT}/transformers`)
  if (!names.includes('response-template')) return raw
  const headers = Object.values(raw.headers ?? {}).flat()
  try {
    const templates = readTemplates([raw.body ?? '', ...headers], parameters, around.path)
    return { ...raw, render: templates.start }
  } catch (error) {
    if (error instanceof TemplateError) throw mappingError(AT, error.message)
    throw error
  }
}

/**
 * Converts the headers of a WireMock response. A value is a text or a list of texts. Throws a MappingError.
 */
const headersOf = (value: unknown): Readonly<Record<string, string | readonly string[]>> => {
  const headers: [string, string | readonly string[]][] = []
  for (const [name, given] of Object.entries(object(value, `${AT}/headers`))) {
    const at = `${AT}/headers/${name}`
    checkName(name, at)
    if (Array.isArray(given) && given.length === 0)
      throw mappingError(at, `${at} has no value in its list.`)
    const lines = [given].flat().map((one: unknown) => lineOf(one, at))
    // WireMock sends only the last of several content types.
    const sent = /^content-type$/i.test(name) ? lines.slice(-1) : lines
    headers.push([name, Array.isArray(given) && sent.length > 1 ? sent : (sent[0] ?? '')])
  }
  return Object.fromEntries(headers)
}

const checkName = (name: string, at: string): void => {
  try {
    validateHeaderName(name)
  } catch {
    throw mappingError(at, `${JSON.stringify(name)} cannot be the name of a header.`)
  }
}

/** Returns one value of a header. As in WireMock it must be a text, and a blank replaces each line break. */
const lineOf = (value: unknown, at: string): string => {
  const line = text(value, at)
    .replace(/[\r\n]/g, ' ')
    .trim()
  if (/[\0-\x08\x0b-\x1f\x7f]|[^\0-\xff]/.test(line))
    throw mappingError(
      at,
      `${at} has a character that no header can have: ${JSON.stringify(line)}.`,
    )
  return line
}
