import type { Infer } from '../../core/schema.ts'
import { sampleOf } from '../../dialects/aspnet-webapi/sample/sample-of.ts'
import { helpPageDate } from '../shared/help-page-date.ts'
import { luiLukLoginReturnDto, wxSmallLoginDto } from './dtos.ts'

/** The document's own response; its JSON, which the help page failed to print, has the same values. */
export const documented = (): Infer<typeof luiLukLoginReturnDto> =>
  sampleOf(luiLukLoginReturnDto, helpPageDate)

/** The document's own request, likewise. */
export const documentedRequest = (): Readonly<Record<string, unknown>> =>
  sampleOf(wxSmallLoginDto, helpPageDate)
