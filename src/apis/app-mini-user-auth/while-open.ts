import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { refuseWith } from '../shared/refuse-with.ts'
import { cases } from './cases.ts'
import { closedAnswer } from './site.ts'

type Handle<Input, Data> = (input: Input, context: Context) => Outcome<Data>

/**
 * A closed site answers before anything else is looked at (docs/spec/shopxo.md#order-and-answers).
 */
export const whileOpen =
  <Input, Data>(handle: Handle<Input, Data>): Handle<Input, Data> =>
  (input, context) => {
    const closed = closedAnswer(context)
    if (closed === undefined) return handle(input, context)
    const note: Note = {
      kind: 'site-closed',
      message:
        'The world’s `site.closed` is set: the shop answers nothing else; PATCH /__admin/world with {"site":{"closed":false}} opens it.',
    }
    return refuseWith(context, cases['site-closed'], note, closed.msg)
  }
