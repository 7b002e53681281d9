import { afterAll, beforeAll, expect, it } from 'vitest'
import { run, serve } from '../../support/command.ts'
import { sharedRedis } from '../../support/redis.ts'

let redis: Awaited<ReturnType<typeof sharedRedis>>
beforeAll(async () => {
  redis = await sharedRedis()
})
afterAll(() => redis.stop())

/** As where nobody has installed it. */
const withoutClient = (() => {
  const hook = `export const resolve = (name, context, next) => {
    if (name === 'ioredis') throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const data = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(data(hook))})`
  return { NODE_OPTIONS: `--import=${data(register)}` }
})()

it('says in one line how to install the client where it is missing', async () => {
  const ran = await run(['serve', '--port', '0', '--state', redis.url], { env: withoutClient })
  expect(ran.stderr).toBe(
    'error: --state redis:// needs the package ioredis, which is not installed: run npm install ioredis@5 beside wechat-login-mock.\n',
  )
  expect(ran.code).not.toBe(0)
})

it('needs no client without Redis', async () => {
  const server = await serve(['--memory'], { env: withoutClient })
  expect((await fetch(`${server.ready.adminUrl}/readyz`)).status).toBe(200)
  expect((await server.stop()).code).toBe(0)
})

it('says in one line that nothing answers', async () => {
  const ran = await run(['serve', '--port', '0', '--state', 'redis://127.0.0.1:1/0'])
  expect(ran.stderr).toBe(
    'error: redis://127.0.0.1:1/0 cannot be used (connect ECONNREFUSED 127.0.0.1:1): start Redis there, or give another --state.\n',
  )
  expect(ran.code).not.toBe(0)
})

it('stops cleanly, and has everything when it is started again', async () => {
  const args = ['--state', redis.url, '--state-prefix', redis.prefix(), '--output', 'json']
  const first = await serve(args)
  await fetch(`${first.ready.adminUrl}/world`, {
    method: 'PATCH',
    body: JSON.stringify({ people: [{ id: 'zhang-san' }] }),
  })
  const stopped = await first.stop()
  expect([stopped.code, /^error.*/m.exec(stopped.stderr)]).toEqual([0, null])
  const second = await serve(args)
  expect(await (await fetch(`${second.ready.adminUrl}/world`)).text()).toContain('zhang-san')
  await second.stop()
})
