/** Where a value stands in the text of its body: first character, and the one after the last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A value that has no parts. `text` is the value, without quotes and escapes. */
export interface AnswerLeaf extends Span {
  readonly kind: 'string' | 'number' | 'boolean' | 'null'
  readonly text: string
}

/** A member of an object, or an element of XML; an attribute's name begins with `@`. */
export interface AnswerMember {
  readonly name: string
  readonly node: AnswerNode
}

/** The body of an answer as a reader of its format finds it, in the order of the text. */
export type AnswerNode =
  | AnswerLeaf
  | { readonly kind: 'object'; readonly members: readonly AnswerMember[] }
  | { readonly kind: 'list'; readonly items: readonly AnswerNode[] }

/** Reads a body; undefined for what is not of the format, or too deep. */
export type ReadAnswer = (text: string) => AnswerNode | undefined
