import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { apis } from '../../src/apis/index.ts'
import { docBlocks } from '../docs/doc-blocks.ts'
import { scratchFolder, serve } from '../support/command.ts'
import { endsWithUs } from '../support/ends-with-us.ts'
import { program } from '../support/packages.ts'
import { freePort, startRedis, type RedisServer } from '../support/redis.ts'

const blocks = docBlocks(new URL('../../docs/guides/replicas.md', import.meta.url))
const blockOf = (label: string): string => {
  const found = blocks.find((block) => block.label === label)
  if (found === undefined) throw new Error(`The guide has no ${label}.`)
  return found.text
}

type Server = Awaited<ReturnType<typeof serve>>

let redis: RedisServer
let replicas: Server[]
let folder: Awaited<ReturnType<typeof scratchFolder>>
let port = 0
let nginx: ReturnType<typeof spawn>

const start = (at = '0'): Promise<Server> =>
  serve(['--port', at, '--state', redis.url, '--output', 'json', '--log-level', 'error'])

/** The guide's configuration with the replicas' addresses here; `down`: which of them gets nothing. */
const configure = async (down?: number): Promise<string> => {
  let text = blockOf('nginx.conf').replace('listen 5013;', `listen 127.0.0.1:${port};`)
  replicas.forEach(({ ready }, at) => {
    const mark = at === down ? ' down' : ''
    text = text.replace(`server mock-${at + 1}:5013;`, `server 127.0.0.1:${ready.port}${mark};`)
  })
  expect(text).not.toContain('mock-')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder.path}/${name};`)
    .join('\n')
  const file = join(folder.path, 'nginx.conf')
  await writeFile(
    file,
    `daemon off; pid ${folder.path}/nginx.pid; error_log ${folder.path}/error.log;
     events { worker_connections 512; }
     http { access_log off; ${temporary}
     ${text} }`,
  )
  return file
}

beforeAll(async () => {
  redis = await startRedis('--appendonly', 'yes')
  folder = await scratchFolder()
  replicas = [await start(), await start(), await start()]
  port = await freePort()
  const file = await configure()
  nginx = spawn(await program('nginx'), ['-c', file, '-e', `${folder.path}/error.log`], {
    stdio: 'inherit',
  })
  endsWithUs(nginx)
  while ((await ask('/__admin/livez').catch(() => undefined))?.status !== 200) await sleep(20)
}, 60_000)
afterAll(async () => {
  const ended = once(nginx, 'exit')
  nginx.kill('SIGTERM')
  await ended
  for (const { child } of replicas) child.kill('SIGKILL')
  await redis.stop()
  await folder.remove()
})

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const ask = (
  path: string,
  { method = 'GET', headers = {}, body = '' }: Sent = {},
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text })
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** Nginx's workers, by their parent. */
const workers = async (): Promise<readonly string[]> => {
  const pid = String(nginx.pid)
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean)
}

const reload = async (down?: number): Promise<void> => {
  const before = await workers()
  await configure(down)
  nginx.kill('SIGHUP')
  for (;;) {
    const now = await workers()
    if (now.length > 0 && before.every((worker) => !now.includes(worker))) return
    await sleep(10)
  }
}

it('a tenant’s requests go to one replica, and what it knows all know', async () => {
  const counts = await Promise.all(
    replicas.map(async ({ ready }) => {
      const answer = await fetch(`${ready.url}/t/hashed/__admin/requests`)
      return ((await answer.json()) as { requests: unknown[] }).requests.length
    }),
  )
  expect(new Set(counts).size).toBe(1)
  const ids = new Set<string>()
  for (let n = 0; n < 6; n++) {
    const { text } = await ask('/t/hashed/__admin/livez')
    ids.add((JSON.parse(text) as { instanceId: string }).instanceId)
    ids.add(
      (
        JSON.parse(
          (await ask('/__admin/livez', { headers: { 'X-Mock-Tenant': 'hashed' } })).text,
        ) as { instanceId: string }
      ).instanceId,
    )
  }
  expect(ids.size).toBe(1)
})

it('three replicas are restarted one after the other under load, and no request fails', async () => {
  const operation = apis.find(({ name }) => name === 'app-authorization')?.operations[0]
  if (operation === undefined) throw new Error('There is no app-authorization.')
  let over = false
  let count = 0
  const failures: unknown[] = []
  const client = async (lane: number): Promise<void> => {
    for (let n = 0; !over; n++) {
      const openId = `o-${lane}-${n}`
      const { method, target, headers, body } = operation.example({ openId, unionId: openId })
      const answer = await ask(`/t/load-${lane % 4}${target}`, { method, headers, body }).catch(
        (error: unknown) => ({ status: 0, text: String(error) }),
      )
      count++
      if (answer.status !== 200) failures.push(answer)
    }
  }
  const clients = Promise.all(Array.from({ length: 6 }, (_, lane) => client(lane)))
  for (let at = 0; at < replicas.length; at++) {
    await reload(at)
    const old = replicas[at]
    const stopped = await old?.stop()
    expect(stopped?.code).toBe(0)
    replicas[at] = await start(String(old?.ready.port))
    await reload()
  }
  over = true
  await clients
  process.stdout.write(`rolling restart: ${count} requests, ${failures.length} failed\n`)
  expect(failures).toEqual([])
  expect(count).toBeGreaterThan(20)
  // Every login is there, once.
  let logins = 0
  for (let tenant = 0; tenant < 4; tenant++) {
    const { text } = await ask(`/t/load-${tenant}/__admin/world`)
    const { customers } = JSON.parse(text) as { customers: { openId: string }[] }
    const mine = customers.map(({ openId }) => openId).filter((id) => /^o-\d+-\d+$/.test(id))
    expect(new Set(mine).size).toBe(mine.length)
    logins += mine.length
  }
  expect(logins).toBe(count)
}, 120_000)

it('the guide’s compose file has three replicas, a Redis that keeps what it has, and nginx', () => {
  const { services } = parse(blockOf('compose.yaml'), { merge: true }) as {
    services: Readonly<Record<string, { command?: readonly string[]; volumes?: readonly string[] }>>
  }
  expect(Object.keys(services)).toEqual(['redis', 'mock-1', 'mock-2', 'mock-3', 'mock'])
  expect(services['redis']?.command).toContain('--appendonly')
  for (const name of ['mock-1', 'mock-2', 'mock-3'])
    expect(services[name]?.command).toContain('redis://redis:6379/0')
  expect(services['mock']?.volumes?.[0]).toContain('nginx.conf')
})
