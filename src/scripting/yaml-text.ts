import { createRequire } from 'node:module'

// Loaded on first need: start-up is measured in milliseconds.
const load = createRequire(import.meta.url)

/** What a YAML text holds. Throws an error with a sentence for what is no YAML. */
export const yamlValue = (text: string): unknown => {
  const yaml = load('yaml') as typeof import('yaml')
  return yaml.parse(text, { prettyErrors: true }) as unknown
}

/** A value as YAML, long lines unbroken. */
export const yamlText = (value: unknown): string => {
  const yaml = load('yaml') as typeof import('yaml')
  return yaml.stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}
