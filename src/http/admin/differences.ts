/** One place where two worlds differ; `before` or `after` is absent where there was nothing. */
export interface Difference {
  /** `customers/42/phone`. */
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
}

type Json = Readonly<Record<string, unknown>>

/** What changed between two worlds; `keys` says by which field the records of a list are told apart. */
export const differences = (
  a: Json,
  b: Json,
  keys: ReadonlyMap<string, string>,
): readonly Difference[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
    compare(a[name], b[name], name, keys.get(name)),
  )

const compare = (a: unknown, b: unknown, path: string, key?: string): readonly Difference[] => {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const left = membersOf(a, key)
  const right = membersOf(b, key)
  if (left === undefined || right === undefined)
    return [
      { path, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) },
    ]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].flatMap((name) => compare(left.get(name), right.get(name), `${path}/${name}`))
}

const membersOf = (
  value: unknown,
  key: string | undefined,
): ReadonlyMap<string, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value as Json))
  const items = value as readonly unknown[]
  return new Map(items.map((item, at) => [keyOf(item, key) ?? String(at), item]))
}

const keyOf = (item: unknown, key: string | undefined): string | undefined => {
  if (key === undefined || typeof item !== 'object' || item === null) return undefined
  const named = (item as Json)[key]
  return typeof named === 'string' ? named : undefined
}
