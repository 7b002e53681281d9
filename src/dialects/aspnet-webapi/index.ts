import type { Dialect } from '../../core/dialect.ts'
import { documentLayout } from './help-page.ts'
import { readRequest } from './read-request.ts'
import { bodyRefusals, frontRefusals, refusals, refuse } from './refusals.ts'
import { createResponder } from './respond.ts'
import { compileClaims, type Host } from './routing.ts'
import { readXmlAnswer } from './xml/read-answer.ts'
import { describeContract } from './xml/write-data-contract.ts'

/** How the site has set up the framework. */
export interface AspNetWebApiOptions {
  /** Pattern of the site's IsoDateTimeConverter; absent: Json.NET's ISO 8601 and lenient reading. */
  readonly dateFormat?: string
  /** The JSON formatter honours `?callback=` (docs/spec/aspnet-webapi.md#jsonp-of-001). */
  readonly jsonp?: boolean
  /** Who answers what no route matches. Default `iis`. */
  readonly host?: Host
}

/** ASP.NET Web API 5.2.3 with Json.NET 11, under IIS, as a remote client sees it. */
export const aspnetWebApi = (options: AspNetWebApiOptions = {}): Dialect => {
  const { host = 'iis' } = options
  const responder = createResponder(options)
  return {
    name: 'aspnet-webapi',
    refusals,
    bodyRefusals,
    frontRefusals,
    claims: (api) => compileClaims(api, host),
    decode: (request, operation) => readRequest(request, operation, options),
    encode: (request, operation, value, { note }) => {
      const reply = responder.object(request, operation.response, value, OK)
      if (reply !== undefined) return reply
      note?.({
        kind: 'not-serializable',
        message: `The answer's ${operation.response.name} holds an undefined enum member, which XML cannot show, or text that is no Unicode: the formatter cannot write it and Web API answered 500.`,
      })
      return refuse(responder, request, 'server-error', { operation })
    },
    refuse: (request, name, target) => refuse(responder, request, name, target),
    xml: describeContract,
    documentLayout,
    readXml: readXmlAnswer,
  }
}

const OK = { status: 200, basis: 'recorded' } as const
