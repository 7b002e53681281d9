import type { Json } from '../json/read-json.ts'
import type { FilterTest } from './parse-filter.ts'
import { NotFound, type Find, type Manner } from './path-manner.ts'
import { Incomparable } from './relations.ts'

/** Whether a filter lets a value through. */
export const accepted = (
  test: FilterTest,
  model: Json,
  root: Json,
  manner: Manner,
  find: Find,
): boolean => {
  try {
    return test({
      find: (path) =>
        foundOr(undefined, () => find(path, path.fromRoot ? root : model, root, manner)),
      exists: (path) =>
        foundOr(false, () => {
          find(path, path.fromRoot ? root : model, root, { strict: true })
          return true
        }),
    })
  } catch (error) {
    if (error instanceof Incomparable) return false
    throw error
  }
}

const foundOr = <T, N>(nothing: N, act: () => T): T | N => {
  try {
    return act()
  } catch (error) {
    if (error instanceof NotFound) return nothing
    throw error
  }
}
