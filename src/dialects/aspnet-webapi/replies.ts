import type { Basis } from '../../core/case.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../../core/wire.ts'
import { bodyIn, type Charset } from './formats.ts'
import { remember } from './remember.ts'

/** What a reply of the application says of itself; everything else is IIS's. */
export interface Content {
  /** Absent: no Content-Type header. */
  readonly contentType?: string
  readonly charset: Charset
  readonly text: string
}

interface Status {
  readonly status: number
  readonly basis: Basis
  /** The Allow header. */
  readonly allow?: string
}

/** A reply of the application as IIS sends it. */
export const replyWith = (content: Content, { status, basis, allow }: Status): Reply => ({
  status,
  headers:
    allow === undefined
      ? sharedHeaders(content.contentType ?? '')
      : iisHeaders(content.contentType, allow),
  body: bodyIn(content.charset, content.text),
  basis,
})

/** IIS's headers, in the order of captures (docs/spec/aspnet-webapi.md#headers-under-iis, S). */
const iisHeaders = (contentType = '', allow = ''): Headers => [
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'no-cache'],
  ...(allow === '' ? [] : ([['Allow', allow]] as const)),
  ...(contentType === '' ? [] : ([['Content-Type', contentType]] as const)),
  ['Expires', '-1'],
  ['Server', 'Microsoft-IIS/10.0'],
  ['X-AspNet-Version', '4.0.30319'],
  ['X-Powered-By', 'ASP.NET'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
]

/** One array per kind of reply. */
const sharedHeaders = remember((contentType) => Object.freeze(iisHeaders(contentType)))
