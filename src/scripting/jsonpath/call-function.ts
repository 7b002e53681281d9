import type { Json } from '../json/read-json.ts'
import { functions } from './functions.ts'
import type { Find, Manner } from './path-manner.ts'
import { pathOf, type PathToken } from './path-token.ts'

/** What a function of a path makes of the value before it. Throws where Jayway fails. */
export const callFunction = (
  { name, args }: Extract<PathToken, { kind: 'function' }>,
  model: Json,
  root: Json,
  manner: Manner,
  find: Find,
): Json => {
  const act = functions.get(name)
  if (act === undefined) throw new Error(`there is no function ${name}`)
  const [first] = args
  return act({
    model,
    args: args.map((one) => ('json' in one ? one.json : find(one.path, root, root, manner))),
    items: () => {
      if (first === undefined || !('path' in first)) return undefined
      const { path } = first
      const last = path.tokens.at(-1)
      if (last?.kind === 'scan') throw new Error('Jayway finds nothing behind .. alone')
      const isCall = last?.kind === 'function'
      const inner = isCall ? path : pathOf(path.fromRoot, [...path.tokens, { kind: 'wildcard' }])
      return find(inner, model, model, manner)
    },
  })
}
