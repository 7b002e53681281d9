import type { Note } from '../../core/note.ts'

/** A case that somebody asked for, by a stub, an override or a standing use. */
export const caseForced = (name: string, by: string): Note => ({
  kind: 'case-forced',
  message: `The case \`${name}\` was forced by ${by}: the request itself was not judged; take that away for the live answer.`,
})

/** The mock's own refusal of what it was asked for; `why` is a clause without a full stop. */
export const mockRefused = (status: number, why: string): Note => ({
  kind: 'override-unknown',
  message: `${why}: the mock itself answered ${status}, no API did; ask for one of those that the answer names.`,
})
