/** One place where two worlds differ; `before` or `after` is absent where there was nothing. */
export interface Difference {
  /** `customers/42/phone`. */
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
}

type Json = Readonly<Record<string, unknown>>

/** What changed between two worlds: records of a list are told apart by their key, their first field. */
export const differences = (a: unknown, b: unknown, path = ''): readonly Difference[] => {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const left = membersOf(a)
  const right = membersOf(b)
  if (left === undefined || right === undefined)
    return [
      { path, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) },
    ]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].flatMap((name) =>
    differences(left.get(name), right.get(name), path === '' ? name : `${path}/${name}`),
  )
}

const membersOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value as Json))
  const records = value as readonly unknown[]
  return new Map(records.map((record, at) => [keyOf(record) ?? String(at), record]))
}

const keyOf = (record: unknown): string | undefined => {
  if (typeof record !== 'object' || record === null) return undefined
  const key: unknown = Object.values(record)[0]
  return typeof key === 'string' ? key : undefined
}
