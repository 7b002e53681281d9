import type { AnswerMember, AnswerNode, ReadAnswer } from '../../core/dialect.ts'

/** Levels that are followed; no answer of the documented APIs has ten. */
const DEEPEST = 200

const SPACE = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const WORD = /[^\s,\]}]+/y

/** Reads JSON with the places of its values, in the order of the text; repeated members are kept. */
export const readJson: ReadAnswer = (text) => {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const leaf = (): AnswerNode => {
    const start = at
    if (text[at] === '"') {
      const value = JSON.parse(take(STRING)) as string
      return { kind: 'string', text: value, start, end: at }
    }
    const word = take(WORD)
    const kind = word === 'null' ? 'null' : /^[tf]/.test(word) ? 'boolean' : 'number'
    return { kind, text: word, start, end: at }
  }
  /** What stands between the opening and the closing sign; `one` reads one of it. */
  const each = (closing: string, one: () => void): void => {
    at++
    take(SPACE)
    while (text[at] !== closing) {
      one()
      take(SPACE)
      if (text[at] === ',') at++
      take(SPACE)
    }
    at++
  }
  const value = (depth: number): AnswerNode => {
    if (depth > DEEPEST) throw new RangeError('too deep')
    take(SPACE)
    if (text[at] === '{') {
      const members: AnswerMember[] = []
      each('}', () => {
        const name = JSON.parse(take(STRING)) as string
        take(SPACE)
        at++
        members.push({ name, node: value(depth + 1) })
      })
      return { kind: 'object', members }
    }
    if (text[at] !== '[') return leaf()
    const items: AnswerNode[] = []
    each(']', () => items.push(value(depth + 1)))
    return { kind: 'list', items }
  }
  try {
    return value(0)
  } catch {
    return undefined
  }
}
