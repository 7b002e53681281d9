import type { Issue } from '../../core/outcome.ts'
import type { FormatKind } from './formats.ts'
import { writeJsonString as quote } from './json/write-json-string.ts'
import { encodeLocalName, escapeText } from './xml/escape.ts'

/** Web API's error body (docs/spec/aspnet-webapi.md#error-bodies). */
export interface HttpError {
  readonly message: string
  readonly modelState?: readonly Issue[]
}

export const ERROR_OCCURRED: HttpError = { message: 'An error has occurred.' }

/** A model state as a remote client may see it: exceptions keep their texts to themselves. */
export const invalidRequest = (modelState: readonly Issue[]): HttpError => ({
  message: 'The request is invalid.',
  modelState,
})

export const printHttpError = (kind: FormatKind, error: HttpError): string =>
  kind === 'json' ? toJson(error) : toXml(error)

const toJson = ({ message, modelState }: HttpError): string => {
  const members = modelState?.map(
    (issue) => `${quote(issue.field)}:[${messagesOf(issue).map(quote).join(',')}]`,
  )
  const state = members === undefined ? '' : `,"ModelState":{${members.join(',')}}`
  return `{"Message":${quote(message)}${state}}`
}

/** Several messages of one key are joined by a space, as XmlWriter writes a list [S]. */
const toXml = ({ message, modelState }: HttpError): string => {
  const elements = modelState?.map((issue) =>
    element(encodeLocalName(issue.field), text(messagesOf(issue).join(' '))),
  )
  const state = elements === undefined ? '' : element('ModelState', elements.join(''))
  return element('Error', element('Message', text(message)) + state)
}

const messagesOf = ({ errors }: Issue): readonly string[] =>
  errors.map((error) => (error.message === '' ? ERROR_OCCURRED.message : error.message))

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

/** Decoded text has no lone surrogates; one that got here some other way is replaced (I). */
const text = (content: string): string =>
  escapeText(content) ?? escapeText(content.replace(/\p{Cs}/gu, '\ufffd')) ?? ''
