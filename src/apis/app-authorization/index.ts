import { defineApi, defineOperation } from '../../core/api.ts'
import type { CaseRow } from '../../core/case.ts'
import type { Issue, Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { aspnetWebApi } from '../../dialects/aspnet-webapi/index.ts'
import { helpPageSample } from '../shared/aspnet-sites.ts'
import { cases } from './cases.ts'
import { example, resultMessage, userInfo } from './dtos.ts'
import { authorize, authorizeAnyway, invalidModel, type Authorization } from './login.ts'
import { customers } from './records.ts'

type ResultMessage = Infer<typeof resultMessage>

/** Wraps every outcome in a ResultMessage, also an invalid model state. */
const envelope = (outcome: Outcome<Authorization>): ResultMessage => {
  switch (outcome.kind) {
    case 'ok':
      return { data: outcome.data, status: 'Success', message: 'OK', errors: [], url: null }
    case 'failed':
      return failure(outcome.message ?? outcome.row.message, errorsOf(outcome.row))
    case 'invalid':
      return failure(cases['invalid-model'].message, outcome.issues.map(validError))
  }
}

/** A body that no formatter can read leaves an exception under the name of the parameter (R). */
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

/** The API of test/documents/000.txt: POST api/Customer/AppAuthorization. */
export const appAuthorization = defineApi({
  name: 'app-authorization',
  title: '微信移动APP用户授权',
  document: 'test/documents/000.txt',
  dialect: aspnetWebApi({ dateFormat: 'yyyy-MM-dd HH:mm:ss' }),
  cases,
  collections: [customers],
  operations: [
    defineOperation({
      name: 'app-authorization',
      title: '微信移动APP用户授权',
      method: 'POST',
      path: 'api/Customer/AppAuthorization',
      parameter: 'userInfo',
      request: userInfo,
      response: resultMessage,
      magic: 'openId',
      onInvalid: 'outcome',
      success: cases.success,
      example,
      documented: { documented: helpPageSample(resultMessage) },
      documentedRequest: helpPageSample(userInfo),
      handle: authorize,
      forced: {
        success: authorizeAnyway,
        'invalid-model': invalidModel,
      },
      envelope,
    }),
  ],
})
