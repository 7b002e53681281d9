import type { Infer } from '../../core/schema.ts'
import { sampleOf } from '../../dialects/aspnet-webapi/sample/sample-of.ts'
import { helpPageDate } from '../shared/help-page-date.ts'
import { requestResultOfOAuthToken, thirdPartSignupDto } from './dtos.ts'

/** The document's own response, generated as its help page generated it. */
export const documented = (): Infer<typeof requestResultOfOAuthToken> =>
  sampleOf(requestResultOfOAuthToken, helpPageDate)

/** The document's own request, likewise. */
export const documentedRequest = (): Readonly<Record<string, unknown>> =>
  sampleOf(thirdPartSignupDto, helpPageDate)
