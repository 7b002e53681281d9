import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { exampleRequest } from '../../src/contract/case-examples.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { describedBy, type Document, type Json } from './described.ts'

let server: MockServer
let document: Document
beforeAll(async () => {
  server = await createMockServer()
  document = await read('')
})
afterAll(() => server.close())

const read = async (query: string): Promise<Document> =>
  (await (await fetch(`${server.adminUrl}/apis/openapi.json${query}`)).json()) as Document
const medias = (of: Document) =>
  Object.entries(of.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([verb, { tags, responses }]) =>
      Object.entries(responses).flatMap(([status, { content }]) =>
        Object.entries(content).map(([type, media]) => ({ path, verb, tags, status, type, media })),
      ),
    ),
  )

/** An example as a client sends it. */
const bodyOf = (type: string, value: unknown): string => {
  if (typeof value === 'string') return value
  return type.endsWith('json')
    ? JSON.stringify(value)
    : String(new URLSearchParams(value as Readonly<Record<string, string>>))
}

describe('the OpenAPI document of the APIs', () => {
  it('has every case as a named example', () => {
    const named = medias(document).flatMap(({ tags, media }) =>
      Object.keys(media.examples ?? {}).map((name) => `${tags[0] ?? ''}/${name}`),
    )
    const all = apis.flatMap((api) => casesOf(api).map(({ name }) => `${api.name}/${name}`))
    expect(all.filter((name) => !named.includes(name))).toEqual([])
  })

  it('has every case that is answered in XML or JSON in both, by both names', () => {
    const formats = ['application/json', 'text/json', 'application/xml', 'text/xml']
    const operations = describedBy(document).operations.filter(
      ({ requestBody }) => requestBody?.content['text/xml'] !== undefined,
    )
    expect(operations).toHaveLength(3)
    for (const { requestBody, responses } of operations)
      for (const content of [
        requestBody?.content ?? {},
        ...Object.values(responses).map((one) => one.content),
      ]) {
        const names = formats.map((type) => Object.keys(content[type]?.examples ?? {}))
        expect(names).toEqual(formats.map(() => names[0]))
      }
  })

  it('describes every example of an answer, and of a request', () => {
    const { operations, media } = describedBy(document)
    const wrong = operations.flatMap(({ operationId, requestBody, responses }) =>
      [requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.entries(one?.content ?? {}).flatMap(([type, described]) =>
          Object.entries(described.examples ?? {}).flatMap(([name, { value }]) =>
            media(described, type, value).map((why) => [operationId, type, name, why]),
          ),
        ),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('has no request that cannot be read', () => {
    const problems = apis.flatMap((api) =>
      api.operations.flatMap((operation) => {
        const id = operation.name === api.name ? api.name : `${api.name}.${operation.name}`
        const described = describedBy(document).operations.find((one) => one.operationId === id)
        return Object.entries(described?.requestBody?.content ?? {}).flatMap(
          ([type, { examples = {} }]) =>
            Object.values(examples).flatMap(({ value }) => {
              if (type === 'multipart/form-data') return []
              const text = bodyOf(type, value)
              const { query } = exampleRequest(operation)
              const decoded = api.dialect.decode(
                {
                  ...exampleRequest(operation),
                  query,
                  headers: { host: 'localhost', 'content-type': type },
                  body: Buffer.from(text),
                },
                operation,
              )
              return decoded.kind === 'bound' &&
                decoded.value !== null &&
                decoded.issues.length === 0
                ? []
                : [[id, type, text, decoded]]
            }),
        )
      }),
    )
    expect(problems).toEqual([])
  })

  it('has the document’s own samples, in its words', () => {
    const sample = (id: string, type: string): unknown =>
      describedBy(document).operations.find((one) => one.operationId === id)?.requestBody?.content[
        type
      ]?.examples?.['documented']?.value
    expect(sample('third-part-signup', 'application/json')).toMatchObject({
      ThirdPart: 1,
      Name: 'sample string 1',
      ThirdPartAppid: 'sample string 10',
    })
    expect(sample('small-app-login', 'text/xml')).toBe(
      '<WxSmallLoginDto xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Mh.Common.Service.Dto.WeChat"><Scene>Love</Scene><code>sample string 3</code><smallAppId>WxSmallTc</smallAppId><uid>4</uid><phoneString>sample string 1</phoneString><userString>sample string 2</userString></WxSmallLoginDto>',
    )
    expect(sample('app-authorization', 'application/xml')).toContain(
      '<Sex>3</Sex><SubscribeTime>2026-01-29T15:00:34.1406325+08:00</SubscribeTime>',
    )
  })

  it('has enums with their names, and the order of XML', () => {
    const { schemas } = (
      document as unknown as { components: { schemas: Readonly<Record<string, Json>> } }
    ).components
    const message = schemas['app-authorization.ResultMessage'] ?? {}
    expect(message['x-xml-order']).toEqual(['Status', 'Message', 'Url', 'Errors', 'Data'])
    expect(Object.keys(message['properties'] as object)).toEqual([
      'data',
      'status',
      'message',
      'errors',
      'url',
    ])
    expect((message['properties'] as Readonly<Record<string, Json>>)['status']).toMatchObject({
      enum: [0, 1],
      'x-enum-varnames': ['Fail', 'Success'],
      xml: { name: 'Status' },
    })
    expect(schemas['small-app-login.WxSmallLoginDto']?.['x-xml-order']).toEqual([
      'Scene',
      'code',
      'smallAppId',
      'uid',
      'phoneString',
      'userString',
    ])
    expect(message['xml']).toEqual({
      name: 'ResultMessageOfMAuthorizationResponsepV765kqn',
      namespace: 'http://schemas.datacontract.org/2004/07/Applications.WebApi.Common',
    })
  })

  it('has the shop’s route as its clients call it', () => {
    const { parameters } = document.paths['/api.php']?.['post'] as unknown as {
      parameters: readonly Json[]
    }
    expect(parameters.map(({ name }) => name)).toEqual([
      's',
      'application',
      'application_client_type',
      'token',
      'ajax',
      'uuid',
    ])
    expect(parameters[0]).toMatchObject({
      in: 'query',
      required: true,
      schema: { const: 'user/appminiuserauth' },
    })
    expect(Object.keys(document.paths)).toContain('/api.php/user/appmobilebind')
  })

  it.each(['3.1', '3.0'])('passes the rules that Redocly recommends, as %s', async (version) => {
    const text = JSON.stringify(await read(`?version=${version}`))
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: text, absoluteRef: 'apis.json', config })
    expect(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
    ).toEqual([])
  })

  it('is one API’s on request, and the same each time', async () => {
    const one = await read('?api=small-app-login')
    expect(Object.keys(one.paths)).toEqual(['/api/WxSmallApp/LoginWithPhone'])
    expect(await read('?api=small-app-login')).toEqual(one)
  })

  it('may be read by any page, as JSON and YAML', async () => {
    const headers = { Origin: 'https://editor.example' }
    const json = await fetch(`${server.adminUrl}/apis/openapi.json`, { headers })
    expect([json.status, json.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
    const yaml = await fetch(`${server.adminUrl}/apis/openapi.yaml?api=third-part-signup`)
    expect(await yaml.text()).toMatch(/^openapi: 3\.1\.1\n/)
  })

  it.each([
    ['?version=2.0', 400, 'There is no version "2.0": use 3.1 or 3.0.'],
    ['?api=small-app-logn', 404, 'There is no API "small-app-logn"; did you mean small-app-login?'],
  ])('refuses %s', async (query, status, detail) => {
    const answer = await fetch(`${server.adminUrl}/apis/openapi.json${query}`)
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      status,
      detail,
    ])
  })
})
