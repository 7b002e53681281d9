import { badFormat, converted, type Conversion } from './conversion.ts'
import { trim } from './white-space.ts'

/** `Boolean.Parse`: `True` and `False` in any case, padded. */
export const parseBoolean = (text: string): Conversion<boolean> => {
  const word = trim(text).toLowerCase()
  if (word === 'true') return converted(true)
  return word === 'false' ? converted(false) : badFormat
}
