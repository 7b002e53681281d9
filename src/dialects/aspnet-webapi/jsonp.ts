import { queryPairs } from './form/form-pairs.ts'

/** What a JSONP answer is labelled with, whatever JSON type was negotiated (aspnet-webapi §12). */
export const JSONP_CONTENT_TYPE = 'text/javascript; charset=utf-8'

/** The `callback` of a query: exact lower-case key, first value, not validated; empty is none. */
export const callbackOf = (query: string): string | undefined => {
  if (query === '') return undefined
  const callback = queryPairs(query).find(([name]) => name === 'callback')?.[1]
  return callback === '' ? undefined : callback
}

/** No semicolon after it [jsonp-js]. */
export const wrapJsonp = (callback: string, json: string): string => `${callback}(${json})`
