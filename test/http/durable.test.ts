import { describe, expect, it } from 'vitest'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy } from './toy-server.ts'

const login = rawRequest('POST', '/toy/login', {}, '{"name":"bob"}')

describe('a durable answer', () => {
  it('leaves when its change is safe, not before', async () => {
    let safe = (): void => undefined
    const written = new Promise<void>((resolve) => {
      safe = resolve
    })
    const steps: string[] = []
    const toy = await startToy({
      durable: {
        unsettled: () => true,
        settled: () => {
          steps.push('waiting')
          setImmediate(() => {
            steps.push('safe')
            safe()
          })
          return written
        },
      },
    })
    await exchange(toy.port, login, (text) => {
      steps.push('answered')
      return text.endsWith('}')
    })
    expect(steps).toEqual(['waiting', 'safe', 'answered'])
    await toy.close()
  })

  it('does not wait where nothing changed, nor for ever where the disk fails', async () => {
    let unsettled = false
    const toy = await startToy({
      durable: {
        unsettled: () => unsettled,
        settled: () => Promise.reject(new Error('disk full')),
      },
    })
    for (unsettled of [false, true])
      expect((await exchange(toy.port, login, ending('}'))).text).toMatch(/"hello":"bob"\}$/)
    await toy.close()
  })
})
