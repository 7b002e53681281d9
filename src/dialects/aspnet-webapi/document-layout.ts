import type { Reply } from '../../core/wire.ts'
import { bodyIn, textOf } from './formats.ts'
import { indentJson } from './indent-json.ts'
import { indentXml } from './indent-xml.ts'

/**
 * The same answer as a help page prints it: indented by 2, `\n`, no final newline
 * (docs/spec/aspnet-webapi.md#samples-of-the-help-page).
 */
export const documentLayout = (reply: Reply): Reply => {
  const text = textOf(reply.body)
  const indented = indentBy(contentTypeOf(reply), text)
  if (indented === undefined || indented === text) return reply
  return {
    ...reply,
    body: typeof reply.body === 'string' ? indented : bodyIn('utf-16', indented),
  }
}

const contentTypeOf = ({ headers }: Reply): string => {
  const value = headers.find(([name]) => name === 'Content-Type')?.[1]
  return typeof value === 'string' ? value : ''
}

const indentBy = (contentType: string, text: string): string | undefined => {
  if (/^(?:application|text)\/(?:json|javascript)/.test(contentType)) return indentJson(text)
  return /^(?:application|text)\/xml/.test(contentType) ? indentXml(text) : undefined
}
