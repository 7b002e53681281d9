import { isOverrideName } from '../core/wire.ts'

export interface QueryOverrides {
  /** The query the operation may see. */
  readonly query: string
  /** By name without the `__`; absent when there are none. */
  readonly queryOverrides?: Readonly<Record<string, string>>
}

/**
 * Takes `__code`, `__example`, … off a raw query (docs/spec/control.md#overrides). The first of a
 * name counts.
 */
export const takeQueryOverrides = (query: string): QueryOverrides => {
  if (!query.includes('__')) return { query }
  const queryOverrides = new Map<string, string>()
  const kept: string[] = []
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const name = at < 0 ? pair : pair.slice(0, at)
    if (!name.startsWith('__') || !isOverrideName(name.slice(2))) kept.push(pair)
    else if (!queryOverrides.has(name.slice(2)))
      queryOverrides.set(name.slice(2), at < 0 ? '' : plain(pair, at + 1))
  }
  return queryOverrides.size === 0
    ? { query }
    : { query: kept.join('&'), queryOverrides: Object.fromEntries(queryOverrides) }
}

const plain = (pair: string, from: number): string => {
  const text = pair.slice(from).replaceAll('+', ' ')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
