import type { Path, Step } from './template-tree.ts'

const THIS: Step = { kind: 'this' }
const PARENT: Step = { kind: 'parent' }

/** The steps of `request.query.[a b].0`, `../x`, `@index`, as Handlebars.java takes a name apart. */
export const readPath = (text: string): Path => {
  if (text === 'this' || text === '.' || text === './') return [THIS]
  if (text === '..') return [PARENT]
  if (text.startsWith('../')) return [PARENT, ...readPathAfter(text.slice(3))]
  if (text.startsWith('./')) return [THIS, ...readPathAfter(text.slice(2))]
  const steps: Step[] = []
  let data = false
  for (const [part] of text.matchAll(/\[[^[\]]+\]|\.\.\/|[^./]+/g)) {
    if (part === '@') data = true
    else {
      steps.push(stepOf(part, data))
      data = false
    }
  }
  return steps
}

const readPathAfter = (rest: string): Path => (rest === '' ? [] : readPath(rest))

const stepOf = (part: string, data: boolean): Step => {
  if (part === 'this') return THIS
  if (part === '../') return PARENT
  if (part.startsWith('@')) return { kind: 'data', name: part.slice(1) }
  const name = part.startsWith('[') && part.endsWith(']') ? part.slice(1, -1) : part
  return data ? { kind: 'data', name } : { kind: 'member', name }
}
