import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'

interface Media {
  readonly schema: object
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}
interface Operation {
  readonly tags: readonly string[]
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, Media>> }>
  >
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

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

describe('the OpenAPI document of the APIs', () => {
  it('has every case as a named example', () => {
    const named = medias(document).flatMap(({ tags, media }) =>
      Object.keys(media.examples ?? {}).map((name) => `${tags[0] ?? ''}/${name}`),
    )
    const all = apis.flatMap((api) => casesOf(api).map(({ name }) => `${api.name}/${name}`))
    expect(all.filter((name) => !named.includes(name))).toEqual([])
  })

  it('describes every example', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(document, 'apis')
    const wrong = medias(document).flatMap(({ path, verb, status, type, media }) => {
      const pointer = ['paths', path, verb, 'responses', status, 'content', type, 'schema']
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      return Object.entries(media.examples ?? {}).flatMap(([name, { value }]) =>
        ajv.validate({ $ref: `apis#/${pointer}` }, value)
          ? []
          : [[path, status, name, ajv.errorsText()]],
      )
    })
    expect(wrong).toEqual([])
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
