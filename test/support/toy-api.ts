import { defineApi, defineOperation, type Api } from '../../src/core/api.ts'
import { defineCases } from '../../src/core/case.ts'
import { defineCollection } from '../../src/core/records.ts'
import type { Dialect } from '../../src/core/dialect.ts'
import { fail, ok } from '../../src/core/outcome.ts'
import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  object,
  required,
  shape,
  string,
} from '../../src/core/schema.ts'
import { DATE, LENGTH, type Headers } from '../../src/core/wire.ts'

const headers: Headers = Object.freeze([
  ['Content-Type', 'application/json'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
] as const)

/** A plain stack: JSON requests, JSON answers, and one path for each operation. */
export const plainDialect: Dialect = {
  name: 'plain',
  refusals: defineCases({
    'not-found': {
      code: 404,
      message: 'no such path',
      status: 404,
      basis: 'inferred',
      source: 'toy',
      kind: 'refusal',
    },
    'server-error': {
      code: 500,
      message: 'broken',
      status: 500,
      basis: 'inferred',
      source: 'toy',
      kind: 'refusal',
    },
  }),
  claims: (api) => (request) => {
    const operation = api.operations.find(({ path }) => `/${path}` === request.path)
    return operation === undefined ? { rank: 0, refusal: 'not-found' } : { rank: 2, operation }
  },
  decode: ({ body }) => {
    try {
      const value = JSON.parse(body.toString() || '{}') as Record<string, unknown>
      return { kind: 'bound', value, issues: [], notes: [] }
    } catch {
      return { kind: 'refused', refusal: 'server-error', issues: [], notes: [] }
    }
  },
  encode: (_request, _operation, value) => ({
    status: 200,
    headers,
    body: JSON.stringify(value),
    basis: 'documented',
  }),
  refuse: (_request, refusal) => {
    const row = plainDialect.refusals[refusal]
    if (row === undefined) throw new Error(`No refusal ${refusal}.`)
    return {
      status: row.status,
      headers,
      body: JSON.stringify({ error: row.message }),
      basis: row.basis,
    }
  },
  documentLayout: (reply) => ({
    ...reply,
    body: JSON.stringify(JSON.parse(String(reply.body)), null, 2),
  }),
}

const toyUsers = defineCollection({
  name: 'toyUsers',
  key: 'name',
  shape: shape('ToyUser', { name: required(string()), locked: boolean() }),
  indexes: {},
})

const cases = defineCases({
  success: {
    code: 0,
    message: 'ok',
    status: 200,
    basis: 'documented',
    source: 'toy',
    kind: 'success',
  },
  documented: {
    code: 0,
    message: 'sample',
    status: 200,
    basis: 'documented',
    source: 'toy',
    kind: 'success',
  },
  'name-empty': {
    code: 7,
    message: 'no name',
    status: 200,
    basis: 'documented',
    source: 'toy',
    live: { text: '`name` empty', input: { name: '' } },
  },
  'user-locked': {
    code: 8,
    message: 'locked',
    status: 200,
    basis: 'inferred',
    source: 'toy',
    live: { text: 'the world says locked', world: { toyUsers: [{ name: 'ann', locked: true }] } },
  },
})

const answer = shape('ToyAnswer', {
  code: required(integer()),
  hello: string(),
  until: dateTime(),
  rate: decimal(),
  friends: list(object(shape('Friend', { name: string() }))),
})

const login = defineOperation({
  name: 'toy',
  title: 'Toy login',
  method: 'POST',
  path: 'toy/login',
  request: shape('ToyRequest', { name: required(string()) }),
  response: answer,
  magic: 'name',
  success: { basis: 'documented', source: 'toy' },
  example: (changes = {}) => ({
    method: 'POST',
    target: '/toy/login',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'ann', ...changes }),
  }),
  documented: { documented: () => ({ code: 0, hello: 'sample' }) },
  handle: ({ name }, context) => {
    if (name === '') return fail(cases['name-empty'])
    if (context.world.table(toyUsers).get(name)?.locked === true) return fail(cases['user-locked'])
    return ok({ hello: name })
  },
  forced: { success: { make: () => ok({ hello: 'forced' }) }.make },
  envelope: (outcome) =>
    outcome.kind === 'ok'
      ? { code: 0, hello: outcome.data.hello }
      : { code: outcome.kind === 'failed' ? outcome.row.code : 9 },
})

/** A sixth API, with as much code as one folder of `src/apis`. */
export const toyApi: Api = defineApi({
  name: 'toy',
  title: 'Toy',
  document: 'toy',
  dialect: plainDialect,
  cases,
  collections: [toyUsers],
  operations: [login],
})
