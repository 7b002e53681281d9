import { expect } from 'vitest'
import type { Answer } from './attacked-mock.ts'

/** Calls of the admin API that take a JSON body. */
export const adminCalls = [
  ['PUT', 'world'],
  ['PATCH', 'world'],
  ['PUT', 'use'],
  ['PUT', 'clock'],
  ['POST', 'clock/advance'],
  ['POST', 'settings'],
  ['POST', 'mappings'],
  ['POST', 'mappings/import'],
  ['POST', 'requests/find'],
  ['POST', 'requests/count'],
  ['POST', 'requests/remove'],
  ['POST', 'near-misses/request'],
  ['POST', 'near-misses/request-pattern'],
  ['PUT', 'scenarios/a/state'],
  ['POST', 'wechat/codes'],
  ['POST', 'wechat/encrypt'],
  ['POST', 'wechat/sign'],
  ['PUT', 'wechat/current'],
  ['POST', 'sms'],
  ['POST', 'tokens/introspect'],
] as const

/** The answer to an import whose body is an object without `mappings`: 500, as WireMock's, with what to do. */
export const expectNothingToImport = ({ status, body }: Answer): void => {
  expect([status, JSON.parse(body)]).toMatchObject([
    500,
    { title: 'Nothing to import', detail: 'mappings is missing; it is a list of stub mappings.' },
  ])
}
