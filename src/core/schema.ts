/**
 * DTO descriptors: plain data saying what a field is called, what it holds and how it is spelt on
 * the wire. Dialects interpret them; nothing here parses or prints.
 */

/**
 * Where a parameter may come from; a dialect tries them in this order. `connection`: the address of the
 * client, which no client writes.
 */
export type Origin = 'query' | 'form' | 'json' | 'header' | 'connection'

/** Wire detail that only a dialect reads. */
export interface WireHints {
  /** CLR property name, where the JSON name (the key in `fields`) differs from it. Forms bind by it. */
  readonly clr?: string
  /** DataContract element name, where it differs from the CLR name. */
  readonly xml?: string
  /** `[DataMember(Order = n)]`: unordered members come first, then by number. */
  readonly order?: number
  /** Depth in the CLR inheritance chain: base-class members are written first in XML (0 = base). */
  readonly level?: number
  /** Where a Spring or ThinkPHP parameter is read from. Absent: the dialect's default. */
  readonly from?: readonly Origin[]
  /** Text that must be an ISO 8601 instant, where a person writes it (a world's record only). */
  readonly instant?: boolean
  /** A list of one may be written as its item (a world's record only). */
  readonly orOne?: boolean
  /** Header name, lower case, where `from` says `header`. */
  readonly header?: string
  /** What it means, in a few words: for help and the fixture schema. */
  readonly about?: string
}

/** A point on a wall clock as .NET holds it. */
export interface Instant {
  /** The clock's digits, as ms since 1970-01-01T00:00 *of that same clock*. */
  readonly ms: number
  /** 100 ns units past `ms`, 0-9999. */
  readonly ticks: number
  /** Which clock the digits were read from. */
  readonly kind: 'utc' | 'local' | 'unspecified'
}

interface Scalars {
  string: string
  /** Int32. */
  integer: number
  /** Digits as read: scale matters (7.10 stays 7.10). */
  decimal: string
  boolean: boolean
  dateTime: Instant
}

interface Common extends WireHints {
  readonly required?: boolean
}
/** A field of one value: a text, a number, a truth value or an instant. */
export interface ScalarField<K extends keyof Scalars = keyof Scalars> extends Common {
  readonly kind: K
}
/** A field whose value is a member of a CLR enum, by name or number. */
export interface EnumField<M extends string = string> extends Common {
  readonly kind: 'enum'
  /** CLR type name. */
  readonly name: string
  readonly members: Readonly<Record<M, number>>
}
/** A field that holds values of one kind, in order. */
export interface ListField<F> extends Common {
  readonly kind: 'list'
  readonly of: F
}
/** Text keys to values of one kind (a world's record only; no document has one). */
export interface MapField<F> extends Common {
  readonly kind: 'map'
  readonly of: F
}
/** A field that holds another shape. */
export interface ObjectField<S> extends Common {
  readonly kind: 'object'
  readonly of: S
}
/** What a member of a shape holds. */
export type Field =
  ScalarField | EnumField | ListField<Field> | MapField<Field> | ObjectField<Shape>

/** The members of a request, an answer or a record, in the order of the document. */
export interface Shape<Fields = Readonly<Record<string, Field>>> {
  /** CLR type name, or the documented one. */
  readonly name: string
  /** CLR namespace, from which the DataContract XML namespace follows. */
  readonly namespace?: string
  /**
   * Type argument of a generic: the XML root's name gets its name and hash
   * (docs/spec/aspnet-webapi.md#types-behind-the-samples).
   */
  readonly argument?: Shape
  readonly fields: Fields
}

type ValueOf<F> =
  F extends ScalarField<infer K>
    ? Scalars[K]
    : F extends EnumField<infer M>
      ? M | number
      : F extends ListField<infer I>
        ? readonly ValueOf<I>[]
        : F extends MapField<infer I>
          ? Readonly<Record<string, ValueOf<I>>>
          : F extends ObjectField<infer S>
            ? Infer<S>
            : never

type RequiredName<Fs> = { [K in keyof Fs]: Fs[K] extends { required: true } ? K : never }[keyof Fs]

/**
 * The TypeScript type a shape describes; the descriptor is its only source.
 * An enum's value is its member's name, or a number that names no member.
 */
export type Infer<S> =
  S extends Shape<infer Fs>
    ? string extends keyof Fs
      ? Readonly<Record<string, unknown>>
      : { readonly [K in RequiredName<Fs>]: ValueOf<Fs[K]> } & {
          readonly [K in Exclude<keyof Fs, RequiredName<Fs>>]?: ValueOf<Fs[K]> | null | undefined
        }
    : never

const scalar =
  <K extends keyof Scalars>(kind: K) =>
  (hints: WireHints = {}): ScalarField<K> => ({ kind, ...hints })

/** A text. */
export const string = scalar('string')
/** An Int32. */
export const integer = scalar('integer')
/** A decimal, kept as its digits: `5.50` stays so. */
export const decimal = scalar('decimal')
/** True or false. */
export const boolean = scalar('boolean')
/** A DateTime of the CLR: an `Instant`. */
export const dateTime = scalar('dateTime')

/** An enum of the CLR: its name, and its members with their numbers. */
export const oneOf = <M extends string>(
  name: string,
  members: Readonly<Record<M, number>>,
  hints: WireHints = {},
): EnumField<M> => ({ kind: 'enum', name, members, ...hints })

/** A list of values of one kind. */
export const list = <F extends Field>(of: F, hints: WireHints = {}): ListField<F> => ({
  kind: 'list',
  of,
  ...hints,
})

/** Values of one kind under any names. */
export const map = <F extends Field>(of: F, hints: WireHints = {}): MapField<F> => ({
  kind: 'map',
  of,
  ...hints,
})

/** An object of another shape. */
export const object = <S extends Shape>(of: S, hints: WireHints = {}): ObjectField<S> => ({
  kind: 'object',
  of,
  ...hints,
})

/** `[Required]`, a required parameter, or a record's key. */
export const required = <F extends Field>(field: F): F & { readonly required: true } => ({
  ...field,
  required: true,
})

/** A class: its name, its fields in the order of their declaration, its XML namespace. */
export const shape = <Fs extends Readonly<Record<string, Field>>>(
  name: string,
  fields: Fs,
  options: { readonly namespace?: string; readonly argument?: Shape } = {},
): Shape<Fs> => ({ name, fields, ...options })
