import { expect } from 'vitest'
import { identities, type Told } from './login-ways.ts'

export type World = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

const twice = (values: readonly unknown[]): readonly unknown[] =>
  values.filter((value, at) => values.indexOf(value) !== at)

/** Everything that was told is there, and nothing is there twice. */
export const verify = (world: World, told: readonly Told[], recent: readonly Told[]): void => {
  const ids = new Map<string, ReadonlySet<unknown>>()
  for (const { list, key } of told)
    if (!ids.has(list)) ids.set(list, new Set(world[list]?.map((row) => row[key])))
  expect(told.filter(({ list, id }) => ids.get(list)?.has(id) !== true)).toEqual([])
  // Tokens are kept up to a number: the latest are there.
  const tokens = new Set(world['tokens']?.map(({ token }) => token))
  const lost = recent.filter(({ token }) => token !== undefined && !tokens.has(token))
  expect(lost).toEqual([])
  for (const { list, key } of told) {
    const rows = ids.get(list)
    expect(rows?.size, `${list} by ${key}`).toBe(world[list]?.length)
  }
  for (const [list, field] of Object.entries(identities)) {
    const values = world[list]?.map((row) => row[field]).filter(Boolean) ?? []
    expect(twice(values), `${list} by ${field}`).toEqual([])
  }
}
