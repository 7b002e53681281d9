import { afterAll, expect, it } from 'vitest'
import type { ExampleRequest, Operation } from '../../src/core/api.ts'
import { casesFor } from '../../src/core/catalogue.ts'
import { apis } from '../../src/apis/index.ts'
import { createApiDocuments } from '../../src/server/api-documents.ts'
import {
  limits,
  operationOf,
  rowOf,
  serve,
  shortOf,
  triggerOf,
  type Answered,
  type Listed,
  type Names,
} from '../support/served.ts'
import { describedBy, type Document } from './described.ts'

const mock = await serve({ limits })
const strict = await serve({ limits, strict: true })
afterAll(async () => {
  await mock.close()
  await strict.close()
})
const document = (await createApiDocuments()({})) as unknown as Document
const { answer } = describedBy(document)

const idOf = (api: string, { name }: Operation): string => (name === api ? name : `${api}.${name}`)
/** The formats that an answer may be asked for in. */
const formatsOf = (api: string): readonly Names[] =>
  apis.find(({ name }) => name === api)?.dialect.xml === undefined
    ? [{}]
    : [
        { Accept: 'application/json' },
        { Accept: 'text/json' },
        { Accept: 'application/xml' },
        { Accept: 'text/xml' },
      ]
/** Some of WeChat's cases are of any operation with a body: the request says which. */
const operationFor = (listed: Listed, { target }: ExampleRequest): Operation =>
  apis
    .find(({ name }) => name === listed.api && name === 'wechat-platform')
    ?.operations.find(({ path }) => target === `/${path}`) ?? operationOf(listed)
const problemsOf = (api: string, operation: Operation, { status, headers, body }: Answered) =>
  answer(idOf(api, operation), { status, type: headers['content-type'], body })

it('every answer that is forced is one that the document has', async () => {
  const wrong: unknown[] = []
  let answers = 0
  for (const api of apis)
    for (const operation of api.operations)
      for (const { name } of casesFor(api, operation))
        for (const format of formatsOf(api.name)) {
          const more = { ...format, 'X-Mock-Case': name }
          const given = await mock.send('forced', operation.example(), more)
          answers++
          const problems = problemsOf(api.name, operation, given)
          if (problems.length > 0) wrong.push([api.name, operation.name, name, format, problems])
        }
  expect(wrong).toEqual([])
  expect(answers).toBeGreaterThan(500)
})

it('every answer that is live is one that the document has', async () => {
  const wrong: unknown[] = []
  let answers = 0
  for (const listed of await mock.listed()) {
    const { live } = rowOf(listed)
    const request = triggerOf(listed)
    if (live === undefined || request === undefined) continue
    const served = live.strict === true ? strict : mock
    for (const format of formatsOf(listed.api)) {
      const tenant = served.fresh()
      await served.admin(tenant, 'PATCH', 'world', live.world ?? {})
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          ([name]) => name !== 'Accept' || format['Accept'] === undefined,
        ),
      )
      const given = await served.send(tenant, { ...request, headers }, format)
      answers++
      const problems = problemsOf(listed.api, operationFor(listed, request), given)
      if (problems.length > 0) wrong.push([listed.name, shortOf(listed), format, problems])
    }
  }
  expect(wrong).toEqual([])
  expect(answers).toBeGreaterThan(200)
})
