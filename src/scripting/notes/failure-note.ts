import { findCase } from '../../core/catalogue.ts'
import type { Note } from '../../core/note.ts'
import type { Call } from '../../core/pipeline.ts'
import type { Reply } from '../../core/wire.ts'

/** Every request that fails has a note, also where the answer itself says it: this one, if nobody has another. */
export const failureNote = (call: Call, reply: Reply): Note | undefined => {
  if (reply.fault !== undefined) return faultNote(reply.fault)
  // The usual case, before anything is looked up.
  if (call.trace.notes.length > 0 || call.trace.case === 'success') return undefined
  return caseNote(call, reply) ?? stubNote(call, reply)
}

const faultNote = (fault: NonNullable<Reply['fault']>): Note => ({
  kind: 'fault-injected',
  message: `The answer was broken by the fault \`${fault}\`, which the request, a stub or the server's own preference asked for: the imitated server had no part in it; take the fault away for the whole answer.`,
  actual: fault,
})

const caseNote = ({ api, trace }: Call, reply: Reply): Note | undefined => {
  const row = trace.case === undefined ? undefined : findCase(api, trace.case)
  if (row === undefined || row.kind === 'success') return undefined
  // Some frameworks answer OPTIONS in the place of a refusal, and that is no failure.
  if (row.status >= 400 && reply.status < 400) return undefined
  return {
    kind: row.name,
    message: `Answered \`${api.name}/${row.name}\` (${row.source}): ${row.live?.text ?? row.message}.`,
  }
}

/** Only a stub answers anything beside the cases, and only its failures are failures. */
const stubNote = ({ trace }: Call, { status }: Reply): Note | undefined =>
  status < 400
    ? undefined
    : {
        kind: 'stub-answered',
        message: `The ${status} is a ${trace.decider}'s own answer: the request itself was not judged; take the stub away (/__admin/mappings) for the live one.`,
        actual: String(status),
      }
