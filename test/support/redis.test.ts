import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a Redis of a test ends with its test, also where that is killed', async () => {
  const module = JSON.stringify(new URL('redis.ts', import.meta.url).href)
  const holder = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', '--input-type=module', '--eval'],
      `const { startRedis, redisClient } = await import(${module})
       const redis = await startRedis()
       const info = await redisClient(redis.url).info('server')
       console.log(/process_id:(\\d+)/.exec(info)[1])
       setInterval(() => undefined, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [said] = (await once(holder.stdout, 'data')) as [Buffer]
  const pid = Number(said.toString())
  expect(isThere(pid)).toBe(true)
  const ended = once(holder, 'exit')
  holder.kill('SIGKILL')
  await ended
  for (let looks = 0; looks < 200 && isThere(pid); looks++) await sleep(20)
  const stayed = isThere(pid)
  if (stayed) process.kill(pid, 'SIGKILL')
  expect(stayed).toBe(false)
})
