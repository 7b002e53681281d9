/**
 * DTO descriptors: plain data that says how each field is called, what it holds and how the wire spells it.
 * Dialects interpret the descriptors; nothing in this file parses or prints.
 */

/**
 * The places from which a parameter is read; a dialect tries them in this order. `connection` is the address
 * of the client, which no client can set.
 */
export type Origin = 'query' | 'form' | 'json' | 'header' | 'connection'

/** Details of the wire format, which only dialects read. */
export interface WireHints {
  /**
   * The CLR property name, where it differs from the JSON name (the key in `fields`). Forms are bound by the
   * CLR name.
   */
  readonly clr?: string
  /** The DataContract element name, where it differs from the CLR name. */
  readonly xml?: string
  /** `[DataMember(Order = n)]`. Members without an order come first, then members by number. */
  readonly order?: number
  /** The depth in the CLR inheritance chain (0 = base class). XML has the members of base classes first. */
  readonly level?: number
  /** The places from which Spring or ThinkPHP reads the parameter. Absent: the dialect's default. */
  readonly from?: readonly Origin[]
  /**
   * True for a text that must be an ISO 8601 instant. Only records of the world have it, because people write
   * them.
   */
  readonly instant?: boolean
  /** True for a list that may be written as its only item. Only records of the world have it. */
  readonly orOne?: boolean
  /** The header name in lower case, where `from` includes `header`. */
  readonly header?: string
  /** The meaning in a few words, for help and the fixture schema. */
  readonly about?: string
}

/** A point in time of a wall clock, as .NET stores it. */
export interface Instant {
  /** The date and time that the clock shows, as milliseconds since 1970-01-01T00:00 *of that same clock*. */
  readonly ms: number
  /** Units of 100 ns after `ms`, 0-9999. */
  readonly ticks: number
  /** The clock that shows this date and time. */
  readonly kind: 'utc' | 'local' | 'unspecified'
}

interface Scalars {
  string: string
  /** Int32. */
  integer: number
  /** The digits as they were read, because the scale matters (7.10 stays 7.10). */
  decimal: string
  boolean: boolean
  dateTime: Instant
}

interface Common extends WireHints {
  readonly required?: boolean
}
/** A field with one value: a text, a number, a Boolean or an instant. */
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
/** A field that holds an ordered list of values of one kind. */
export interface ListField<F> extends Common {
  readonly kind: 'list'
  readonly of: F
}
/** A field that maps text keys to values of one kind. Only records of the world have it; no document does. */
export interface MapField<F> extends Common {
  readonly kind: 'map'
  readonly of: F
}
/** A field that holds another shape. */
export interface ObjectField<S> extends Common {
  readonly kind: 'object'
  readonly of: S
}
/** The descriptor of one member of a shape. */
export type Field =
  ScalarField | EnumField | ListField<Field> | MapField<Field> | ObjectField<Shape>

/** The members of a request, an answer or a record, in the order of the document. */
export interface Shape<Fields = Readonly<Record<string, Field>>> {
  /** The CLR type name, or the documented name. */
  readonly name: string
  /** The CLR namespace, from which the DataContract XML namespace follows. */
  readonly namespace?: string
  /**
   * The type argument of a generic type. The name of the XML root contains the name and hash of the argument
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
 * The TypeScript type that a shape describes, inferred from the descriptor alone. The value of an enum is the
 * name of a member, or a number that no member has.
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

/** Describes a text. */
export const string = scalar('string')
/** Describes an Int32. */
export const integer = scalar('integer')
/** Describes a decimal, stored as its digits: `5.50` keeps its zero. */
export const decimal = scalar('decimal')
/** Describes a Boolean. */
export const boolean = scalar('boolean')
/** Describes a CLR DateTime, stored as an `Instant`. */
export const dateTime = scalar('dateTime')

/** Describes a CLR enum by its name, its members and their numbers. */
export const oneOf = <M extends string>(
  name: string,
  members: Readonly<Record<M, number>>,
  hints: WireHints = {},
): EnumField<M> => ({ kind: 'enum', name, members, ...hints })

/** Describes a list of values of one kind. */
export const list = <F extends Field>(of: F, hints: WireHints = {}): ListField<F> => ({
  kind: 'list',
  of,
  ...hints,
})

/** Describes a map from any names to values of one kind. */
export const map = <F extends Field>(of: F, hints: WireHints = {}): MapField<F> => ({
  kind: 'map',
  of,
  ...hints,
})

/** Describes an object of another shape. */
export const object = <S extends Shape>(of: S, hints: WireHints = {}): ObjectField<S> => ({
  kind: 'object',
  of,
  ...hints,
})

/** Marks a field as required: `[Required]`, a required parameter, or the key of a record. */
export const required = <F extends Field>(field: F): F & { readonly required: true } => ({
  ...field,
  required: true,
})

/** Describes a class: its name, its fields in the order of their declaration, and its XML namespace. */
export const shape = <Fs extends Readonly<Record<string, Field>>>(
  name: string,
  fields: Fs,
  options: { readonly namespace?: string; readonly argument?: Shape } = {},
): Shape<Fs> => ({ name, fields, ...options })
