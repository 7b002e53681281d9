/** A template as it was read: texts, tags that print a value, blocks. */
export type Node = Text | Tag | Block

export interface Text {
  readonly kind: 'text'
  readonly text: string
}

/** `{{name …}}` */
export interface Tag {
  readonly kind: 'tag'
  readonly call: Expression
}

/** `{{#name …}}…{{else}}…{{/name}}`; `{{^name}}` is inverted. */
export interface Block {
  readonly kind: 'block'
  readonly call: Expression
  readonly inverted: boolean
  /** `as |item index|`. */
  readonly names: readonly string[]
  readonly body: readonly Node[]
  readonly otherwise: readonly Node[]
}

/** A path, or a helper with what it is given. */
export interface Expression {
  readonly name: string
  readonly path: Path
  readonly params: readonly Param[]
  readonly hash: readonly (readonly [string, Param])[]
}

export type Param =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | Fraction }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Expression }

/** A number written with a decimal point. */
export interface Fraction {
  readonly fraction: number
}

export type Path = readonly Step[]

export type Step =
  | { readonly kind: 'this' }
  | { readonly kind: 'parent' }
  /** `@index`, without its `@`. */
  | { readonly kind: 'data'; readonly name: string }
  | { readonly kind: 'member'; readonly name: string }

/** A template that cannot be read; `message` is one sentence. */
export class TemplateError extends Error {}
