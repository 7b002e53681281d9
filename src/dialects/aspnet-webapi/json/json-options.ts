/**
 * The one format an IsoDateTimeConverter is configured with here
 * (docs/spec/aspnet-webapi.md#writing-json).
 */
const CLOCK_FORMAT = 'yyyy-MM-dd HH:mm:ss'

/** How a site configured its JSON formatter. */
export interface JsonOptions {
  /** `yyyy-MM-dd HH:mm:ss`; absent: Json.NET's own ISO 8601 form. */
  readonly dateFormat?: string | undefined
}

/** Throws on a format that nobody has recorded. */
export const requireKnown = ({ dateFormat }: JsonOptions): void => {
  if (dateFormat !== undefined && dateFormat !== CLOCK_FORMAT)
    throw new Error(`Unknown date format ${dateFormat}: use ${CLOCK_FORMAT}, or none.`)
}
