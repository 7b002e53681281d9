import { queryPairs } from './form/form-pairs.ts'
import { mvcKey } from './form/mvc-key.ts'

/**
 * What a JSONP answer is labelled with, whatever JSON type was negotiated
 * (docs/spec/aspnet-webapi.md#jsonp-of-001).
 */
export const JSONP_CONTENT_TYPE = 'text/javascript; charset=utf-8'

/**
 * The `callback` of a query: exact lower-case key, first value, not validated; empty is none. The
 * keys are those of GetQueryNameValuePairs, so `callback[]` is one too (I).
 */
export const callbackOf = (query: string): string | undefined => {
  if (query === '') return undefined
  const callback = queryPairs(query).find(([name]) => mvcKey(name) === 'callback')?.[1]
  return callback === '' ? undefined : callback
}

/** Without a semicolon at the end (docs/spec/aspnet-webapi.md#jsonp-of-001). */
export const wrapJsonp = (callback: string, json: string): string => `${callback}(${json})`
