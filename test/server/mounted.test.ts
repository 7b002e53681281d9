import express from 'express'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/index.ts'
import { toyApi } from '../support/toy-api.ts'

const login = (site: express.Express, path = '/toy/login') =>
  supertest(site).post(path).type('json').send('{"name":"bob"}')

describe('createApp() in somebody’s server', () => {
  it('answers under a path, with the stack’s headers only', async () => {
    const site = express()
      .use((_request, response, next) => {
        response.set('X-Frame-Options', 'DENY')
        next()
      })
      .use('/mock', await createApp({ apis: [toyApi], clock: '2026-01-29T07:00:34Z' }))
    const answer = await login(site, '/mock/t/a/toy/login')
    expect(answer.text).toBe('{"code":0,"hello":"bob"}')
    expect(answer.headers).toEqual({
      'content-type': 'application/json',
      date: 'Thu, 29 Jan 2026 07:00:34 GMT',
      'content-length': '24',
    })
    const requests = await supertest(site).get('/mock/t/a/__admin/requests')
    expect(requests.body).toMatchObject({ meta: { total: 1 } })
  })

  it.each([
    ['raw', express.raw({ type: () => true })],
    ['text', express.text({ type: () => true })],
  ])('takes what a %s body parser has kept', async (_name, parser) => {
    const site = express().use(parser, await createApp({ apis: [toyApi] }))
    expect((await login(site)).text).toBe('{"code":0,"hello":"bob"}')
  })

  it('says how to mount it when the body is gone', async () => {
    const lines: string[] = []
    const log = (_level: string, line: string) => lines.push(line)
    const site = express().use(express.json(), await createApp({ apis: [toyApi], log }))
    const answer = await login(site)
    expect(answer.status).toBe(500)
    expect(JSON.parse(answer.text)).toMatchObject({
      detail:
        'The request body was read before the mock saw it: mount createApp() before body parsers.',
    })
    expect(lines).toEqual([
      'could not answer /toy/login: Error: The request body was read before the mock saw it: mount createApp() before body parsers.',
    ])
  })
})
