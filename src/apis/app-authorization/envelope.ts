import type { CaseRow } from '../../core/case.ts'
import type { Issue, Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import type { Authorization } from './authorization.ts'
import { cases } from './cases.ts'
import type { resultMessage } from './dtos.ts'

type ResultMessage = Infer<typeof resultMessage>

/** Every answer of this site is a ResultMessage, that of an invalid model state included. */
export const envelope = (outcome: Outcome<Authorization>): ResultMessage => {
  switch (outcome.kind) {
    case 'ok':
      return { data: outcome.data, status: 'Success', message: 'OK', errors: [], url: null }
    case 'failed':
      return failure(outcome.message ?? outcome.row.message, errorsOf(outcome.row))
    case 'invalid':
      return failure(cases['invalid-model'].message, outcome.issues.map(validError))
  }
}

/** A body that no formatter can read leaves an exception under the parameter's own name (R). */
const errorsOf = (row: CaseRow): ResultMessage['errors'] =>
  row.name === 'malformed-body' ? [{ field: 'userInfo', errorMessages: [''] }] : []

const failure = (message: string, errors: ResultMessage['errors']): ResultMessage => ({
  data: null,
  status: 'Fail',
  message,
  errors,
  url: null,
})

const validError = ({ field, errors }: Issue) => ({
  field,
  errorMessages: errors.map(({ message }) => message),
})
