import { WHITE_SPACE } from './character-class.ts'
import { readAttributes, type RawAttribute } from './xml-attributes.ts'
import type { XmlSource } from './xml-source.ts'

/** Reads `<?xml …?>`; the cursor is on the question mark. Anything else that begins so is refused. */
export const readDeclaration = (source: XmlSource, isFirst: boolean): boolean => {
  const isDeclaration = /^\?xml[\t\n\r ]$/.test(
    source.text.slice(source.position, source.position + 5),
  )
  if (!isDeclaration) {
    source.fail(
      'Processing instructions (other than the XML declaration) and DTDs are not supported.',
    )
    return false
  }
  if (!isFirst) {
    source.fail('No characters can appear before the XML declaration.')
    return false
  }
  source.position += 5
  source.skip(WHITE_SPACE)
  const attributes = readAttributes(source)
  if (attributes === null || !source.expect('?') || !source.expect('>')) return false
  const refused = refusal(attributes)
  if (refused !== undefined) source.fail(refused)
  return refused === undefined
}

/** version="1.0", then encoding and standalone, in this order; the encoding was checked before. */
const refusal = (attributes: readonly RawAttribute[]): string | undefined => {
  const [version, ...others] = attributes.map(({ prefix, local, value }) => ({
    name: prefix === '' ? local : `${prefix}:${local}`,
    value,
  }))
  if (version?.name !== 'version') return 'Version not found in XML declaration.'
  if (version.value !== '1.0') return "XML version must be '1.0'."
  if (others[0]?.name === 'encoding') others.shift()
  const standalone = others.shift()
  if (others.length > 0 || (standalone !== undefined && standalone.name !== 'standalone'))
    return 'Malformed XML declaration.'
  if (standalone === undefined || standalone.value === 'yes' || standalone.value === 'no')
    return undefined
  return "'standalone' value in declaration must be 'yes' or 'no'."
}
