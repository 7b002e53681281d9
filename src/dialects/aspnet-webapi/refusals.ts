import { defineCases, type CaseRow } from '../../core/case.ts'
import type { BodyRefusals, FrontRefusals } from '../../core/dialect.ts'

/** The framework's own answer to a model that is not valid; what makes it so, each site says. */
export const invalidModel = {
  code: 400,
  message: 'The request is invalid.',
  status: 400,
  basis: 'recorded',
  source: 'docs/spec/aspnet-webapi.md#error-bodies',
  kind: 'refusal',
} as const satisfies Omit<CaseRow, 'name'>

/** The answers that Web API and IIS give before, or instead of, an action. */
export const refusals = defineCases({
  'unsupported-media-type': {
    code: 415,
    message: "The request entity's media type '…' is not supported for this resource.",
    status: 415,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#choice-of-the-input-formatter',
    kind: 'refusal',
    live: { text: 'send a body as text/plain, or without a Content-Type' },
  },
  'method-not-allowed': {
    code: 405,
    message: "The requested resource does not support http method '…'.",
    status: 405,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#routing-and-methods',
    kind: 'refusal',
    live: { text: 'use another verb than the documented one' },
  },
  'not-found': {
    code: 404,
    message: "No HTTP resource was found that matches the request URI '…'.",
    status: 404,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#error-bodies',
    kind: 'refusal',
    live: { text: 'name an action or a controller below /api/ that does not exist' },
  },
  'malformed-body': {
    code: 400,
    message: 'The request is invalid.',
    status: 400,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#reading-json',
    kind: 'refusal',
    live: {
      text: 'send a body that cannot be read, such as [] or an open string',
    },
  },
  'invalid-model': {
    ...invalidModel,
    live: { text: 'leave out a required member, or send one of the wrong type' },
  },
  'null-body': {
    code: 500,
    message: 'An error has occurred.',
    status: 500,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#empty-and-null-bodies',
    kind: 'refusal',
    live: { text: 'send an empty body, or the JSON null' },
  },
  'server-error': {
    code: 500,
    message: 'An error has occurred.',
    status: 500,
    basis: 'recorded',
    source: 'docs/spec/aspnet-webapi.md#error-bodies',
    kind: 'refusal',
  },
  'no-route': {
    code: 404,
    message: '404 - File or directory not found.',
    status: 404,
    basis: 'inferred',
    source: 'docs/spec/aspnet-webapi.md#headers-under-iis',
    kind: 'refusal',
    live: { text: 'ask for a path that no service has, such as /: counted for the first service' },
  },
  'request-too-large': {
    code: 404,
    message: '404 - File or directory not found.',
    status: 404,
    basis: 'inferred',
    source: 'docs/spec/aspnet-webapi.md#headers-under-iis: request filtering, 404.13',
    kind: 'refusal',
    live: { text: 'send a body over the limit' },
  },
  'uri-too-long': {
    code: 404,
    message: '404 - File or directory not found.',
    status: 404,
    basis: 'inferred',
    source: 'docs/spec/aspnet-webapi.md#headers-under-iis: request filtering, 404.14 and 404.15',
    kind: 'refusal',
    live: { text: 'send a path and query over the limit' },
  },
  'length-required': {
    code: 411,
    message: 'The request must be chunked or have a content length.',
    status: 411,
    basis: 'source',
    source: 'docs/spec/aspnet-webapi.md#before-web-api',
    kind: 'refusal',
  },
  'invalid-url': {
    code: 400,
    message: 'The request URL is invalid.',
    status: 400,
    basis: 'source',
    source: 'docs/spec/aspnet-webapi.md#before-web-api',
    kind: 'refusal',
    live: { text: 'send `%zz` in the path' },
  },
  'path-too-long': {
    code: 400,
    message: 'The length of the URL for this request exceeds the configured maxUrlLength value.',
    status: 400,
    basis: 'source',
    source: 'docs/spec/aspnet-webapi.md#before-web-api',
    kind: 'refusal',
    live: { text: 'send a path of over 260 characters' },
  },
  'dangerous-path': {
    code: 400,
    message: 'A potentially dangerous Request.Path value was detected from the client (…).',
    status: 400,
    basis: 'source',
    source: 'docs/spec/aspnet-webapi.md#before-web-api',
    kind: 'refusal',
    live: { text: 'send `%3A` in the path' },
  },
})

/** Name of a row of `refusals`. */
export type Refusal = keyof typeof refusals

/** What the pipeline asks the dialect to refuse of a body. */
export const bodyRefusals = {
  malformed: 'malformed-body',
  empty: 'null-body',
  invalid: 'invalid-model',
} as const satisfies Record<keyof BodyRefusals, Refusal>

/** What HTTP.sys, IIS and ASP.NET answer before Web API sees the path (docs/spec/aspnet-webapi.md#before-web-api). */
export const frontRefusals: FrontRefusals = {
  names: new Set<Refusal>([
    'length-required',
    'invalid-url',
    'path-too-long',
    'dangerous-path',
    'uri-too-long',
  ]),
  notFound: 'not-found' satisfies Refusal,
}

/** Names come from stubs and overrides: only own ones count. */
export const isRefusal = (name: string): name is Refusal => Object.hasOwn(refusals, name)
