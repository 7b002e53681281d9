import type { Infer } from '../../core/schema.ts'
import { sampleOf } from '../../dialects/aspnet-webapi/sample/sample-of.ts'
import { helpPageDate } from '../shared/help-page-date.ts'
import { resultMessage } from './dtos.ts'

/** The document's own response, generated as its help page generated it. */
export const documented = (): Infer<typeof resultMessage> => sampleOf(resultMessage, helpPageDate)
