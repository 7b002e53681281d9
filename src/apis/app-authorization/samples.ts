import type { Infer } from '../../core/schema.ts'
import { sampleOf } from '../../dialects/aspnet-webapi/sample/sample-of.ts'
import { helpPageDate } from '../shared/help-page-date.ts'
import { resultMessage, userInfo } from './dtos.ts'

/** The document's own response, generated as its help page generated it. */
export const documented = (): Infer<typeof resultMessage> => sampleOf(resultMessage, helpPageDate)

/** The document's own request, likewise. */
export const documentedRequest = (): Readonly<Record<string, unknown>> =>
  sampleOf(userInfo, helpPageDate)
