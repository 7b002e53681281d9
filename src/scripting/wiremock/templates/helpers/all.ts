import type { Helper } from '../render.ts'
import { codingHelpers } from './codings.ts'
import { conditionHelpers } from './conditions.ts'
import { dateHelpers } from './dates.ts'
import { findHelpers } from './find-text.ts'
import { jsonHelpers } from './json.ts'
import { listHelpers } from './lists.ts'
import { numberFormat } from './number-format.ts'
import { textHelpers } from './texts.ts'
import { xmlHelpers } from './xml.ts'

/** The helpers of WireMock's templates, by name. */
export const helpers: ReadonlyMap<string, Helper> = new Map(
  Object.entries({
    ...conditionHelpers,
    ...textHelpers,
    numberFormat,
    ...listHelpers,
    ...codingHelpers,
    ...findHelpers,
    ...jsonHelpers,
    ...xmlHelpers,
    ...dateHelpers,
  }),
)
