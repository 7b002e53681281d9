import type { Note } from '../../core/note.ts'
import type { Shape } from '../../core/schema.ts'
import { foldCase } from './clr/ordinal-ignore-case.ts'
import { queryPairs } from './form/form-pairs.ts'

const names = new WeakMap<Shape, ReadonlySet<string>>()

const namesOf = (shape: Shape): ReadonlySet<string> => {
  let known = names.get(shape)
  if (known === undefined) {
    known = new Set(
      Object.entries(shape.fields).flatMap(([key, field]) => [
        foldCase(key),
        foldCase(field.clr ?? key),
      ]),
    )
    names.set(shape, known)
  }
  return known
}

/**
 * Members of the parameter in the query: it is bound from the body alone
 * (docs/spec/aspnet-webapi.md#routing-and-methods).
 */
export const misplacedNotes = (query: string, shape: Shape): readonly Note[] => {
  const known = namesOf(shape)
  const sent = new Set(queryPairs(query).map(([name]) => name))
  return [...sent]
    .filter((name) => known.has(foldCase(name)))
    .map((name) => ({
      kind: 'parameter-in-wrong-place',
      message: `Query parameter \`${name}\` is ignored: Web API reads ${shape.name} from the body; send it there.`,
      path: name,
      expected: 'body',
      actual: 'query',
    }))
}
