import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer } from '../../../src/index.ts'
import { makeAuthority, makeCertificate } from '../../../src/http/certificate.ts'
import { realNow } from '../../../src/world/clock.ts'
import { docBlocks } from '../../docs/doc-blocks.ts'
import { run, scratchFolder, serve } from '../../support/command.ts'
import { freePort, redisClient, startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin } from '../../support/replicas.ts'

const [acl] = docBlocks(new URL('../../../docs/guides/replicas.md', import.meta.url)).filter(
  ({ label }) => label === 'users.acl',
)

let folder: Awaited<ReturnType<typeof scratchFolder>>
let redis: RedisServer
let tls = ''
/** As the guide has it, for any client; and with an ACL of the guide's user alone. */
let guarded: RedisServer
beforeAll(async () => {
  folder = await scratchFolder()
  const authority = makeAuthority(realNow())
  const { cert, key } = makeCertificate(['127.0.0.1'], realNow(), authority)
  const files = { 'ca.pem': authority.cert, 'cert.pem': cert, 'key.pem': key }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
  await writeFile(join(folder.path, 'users.acl'), acl?.text ?? '')
  const port = await freePort()
  tls = `rediss://127.0.0.1:${port}/0`
  redis = await startRedis(
    ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', join(folder.path, 'cert.pem')],
    ...['--tls-key-file', join(folder.path, 'key.pem')],
    ...['--tls-ca-cert-file', join(folder.path, 'ca.pem')],
  )
  guarded = await startRedis('--aclfile', join(folder.path, 'users.acl'))
})
afterAll(async () => {
  await redis.stop()
  await guarded.stop()
  await folder.remove()
})

const refusal = (state: string): Promise<string> =>
  createMockServer({ state, stateTimeout: 1_000 }).then(
    async (server) => {
      await server.close()
      return 'started'
    },
    (error: unknown) => (error as Error).message,
  )

describe('TLS', () => {
  it('is spoken with rediss://, with an authority of one’s own', async () => {
    const env = { NODE_EXTRA_CA_CERTS: join(folder.path, 'ca.pem') }
    const server = await serve(['--state', tls, '--output', 'json'], { env })
    await askAdmin(server.ready.url, 'PUT', 'use', { case: 'code-invalid' })
    expect((await server.stop()).code).toBe(0)
    const client = redisClient(redis.url)
    expect(await client.xlen('wlm:{default}:log')).toBeGreaterThan(0)
    client.disconnect()
  })

  it('is refused with what to do for an authority that nobody knows', async () => {
    expect(await refusal(tls)).toMatch(
      /^rediss:\/\/127\.0\.0\.1:\d+\/0 cannot be used \(.*certificate.*\): name the file of the authority that signed it in NODE_EXTRA_CA_CERTS\.$/,
    )
  })

  it('is refused where one of both does not speak it', async () => {
    expect(await refusal(tls.replace('rediss:', 'redis:'))).toMatch(
      /where it speaks TLS, write rediss:\/\/\.$/,
    )
    expect(await refusal(redis.url.replace('redis:', 'rediss:'))).toMatch(
      /with TLS on that port, or write redis:\/\/ for none\.$/,
    )
  })
})

describe('a user of Redis', () => {
  const as = (user: string): string => guarded.url.replace('//', `//${user}@`)

  it('with the rights of the guide is enough', async () => {
    const [a, b] = [
      await createMockServer({ state: as('mock:password') }),
      await createMockServer({ state: as('mock:password') }),
    ]
    await askAdmin(a.url, 'PUT', 'use', { case: 'code-invalid' })
    expect((await askAdmin(b.url, 'GET', 'use')).body).toEqual({ uses: [{ case: 'code-invalid' }] })
    await a.close()
    await b.close()
  })

  it.each([
    [
      'has no such password',
      'mock:wrong',
      /\(WRONGPASS .*\): put the name and password of one of its users into --state/,
    ],
    [
      'is missing',
      '',
      /\((NOAUTH|WRONGPASS) .*\): put the name and password of one of its users into --state/,
    ],
    [
      'has a password that cannot be read',
      'mock:50%',
      /^The user or password in --state redis:\/\/127\.0\.0\.1:\d+\/0 has a % that is none of a percent-encoding: write it as %25\.$/,
    ],
  ])('who %s is refused with what to do', async (_, user, message) => {
    const said = await refusal(user === '' ? guarded.url : as(user))
    expect(said).toMatch(message)
    expect(said).not.toMatch(/wrong|50%@/)
  })

  it('may have signs in the password that a URL has to write otherwise', async () => {
    const client = redisClient(as('mock:password').replace('mock:password', 'root:root'))
    client.disconnect()
    const admin = redisClient(redis.url)
    await admin.call('ACL', 'SETUSER', 'odd', 'on', '>p@:/?#%', '~*', '&*', '+@all')
    admin.disconnect()
    const url = redis.url.replace('//', `//odd:${encodeURIComponent('p@:/?#%')}@`)
    expect(await refusal(url)).toBe('started')
  })

  it.each(['-eval|-evalsha', '-xadd', '-publish', '-subscribe', '-hset', '&other'])(
    'without a right (%s) is refused at the start',
    async (without) => {
      const admin = redisClient(redis.url)
      const rights = without.startsWith('&')
        ? ['~*', 'resetchannels', without, '+@all']
        : ['~*', '&*', '+@all', ...without.split('|')]
      await admin.call('ACL', 'SETUSER', 'poor', 'reset', 'on', '>poor', ...rights)
      admin.disconnect()
      expect(await refusal(redis.url.replace('//', '//poor:poor@'))).toMatch(
        /^redis:\/\/127\.0\.0\.1:\d+\/0 cannot be used \(.+\): give its user the rights that docs\/guides\/replicas\.md names\.$/,
      )
    },
  )
})

describe('a database', () => {
  it('is the one that the URL names', async () => {
    const state = redis.url.replace(/0$/, '7')
    const server = await createMockServer({ state, statePrefix: 'seven' })
    await askAdmin(server.url, 'PUT', 'use', { case: 'code-invalid' })
    await server.close()
    for (const [url, count] of [
      [redis.url, 0],
      [state, 1],
    ] as const) {
      const client = redisClient(url)
      expect(await client.exists('seven:{default}:log')).toBe(count)
      client.disconnect()
    }
  })

  it('that is not there is refused, and not another taken', async () => {
    expect(await refusal(redis.url.replace(/0$/, '99'))).toMatch(
      /\/99 cannot be used \(ERR DB index is out of range\): end --state with the number of a database that it has, such as \/0\.$/,
    )
  })
})

describe('what is no address', () => {
  it.each([
    [
      'redis://h/0?db=1',
      '--state redis://h/0 may not go on with ?db=1: an address of Redis ends with the number of a database, such as /0.',
    ],
    [
      'redis://u:secret@h/0#x',
      '--state redis://h/0 may not go on with #x: an address of Redis ends with the number of a database, such as /0.',
    ],
    [
      'valkey://h:6379',
      '--state valkey://… is neither a file nor a Redis: write the path of a file, or redis://host:6379/0 (rediss:// for TLS), for Valkey too.',
    ],
    [
      'redis+sentinel://u:secret@h',
      '--state redis+sentinel://… is neither a file nor a Redis: write the path of a file, or redis://host:6379/0 (rediss:// for TLS), for Valkey too.',
    ],
    [
      'unix:///run/redis.sock',
      '--state unix://… is neither a file nor a Redis: write the path of a file, or redis://host:6379/0 (rediss:// for TLS), for Valkey too.',
    ],
  ])('%s', async (state, message) => {
    expect(await refusal(state)).toBe(message)
  })
})

it('a state in Redis has no folder for the certificate that is to be trusted', async () => {
  const url = redis.url.replace('//', '//u:secret@')
  const ran = await run(['certificate', '--state', url], { cwd: folder.path })
  expect([ran.code, ran.stdout, ran.stderr]).toEqual([
    1,
    '',
    'error: A state in Redis keeps no certificate: give --cert-dir, the folder that serve has it in.\n',
  ])
  const kept = await run(['certificate', '--state', url, '--cert-dir', folder.path])
  expect(kept.stdout).toMatch(/^-----BEGIN CERTIFICATE-----/)
})
