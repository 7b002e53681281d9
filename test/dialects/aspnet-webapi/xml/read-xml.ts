import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import type { Shape } from '../../../../src/core/schema.ts'
import { defaultsOf } from '../../../../src/dialects/aspnet-webapi/clr/defaults.ts'
import { userInfo } from './document-shapes.ts'

export const USER_INFO_NAMESPACE =
  'http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models'
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** A UserInfo with these members. */
export const userInfoXml = (members: string, attributes = ''): string =>
  `<UserInfo xmlns:i="${INSTANCE}" xmlns="${USER_INFO_NAMESPACE}"${attributes}>${members}</UserInfo>`

/** What a body bound: only what differs from a new object; or the error's text. */
export const bind = (
  body: string | Buffer,
  shape: Shape = userInfo,
  charset: 'utf-8' | 'utf-16' = 'utf-8',
): unknown => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const { value, errors } = readDataContract(bytes, charset, shape)
  if (errors.length > 0) return errors.map((error) => error.exception).join('; ')
  if (value === null) return null
  const defaults = defaultsOf(shape)
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => one !== defaults[key]))
}

/** The notes of a body, by kind. */
export const notesOf = (body: string, shape: Shape = userInfo): readonly string[] =>
  readDataContract(Buffer.from(body), 'utf-8', shape).notes.map((note) => note.kind)
