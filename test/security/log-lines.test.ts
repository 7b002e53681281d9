import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../src/core/log.ts'
import { createMockServer } from '../../src/index.ts'
import { startMock } from './attacked-mock.ts'

/** Would steer a terminal, end the line, or turn the reading direction. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/

describe('text from outside in a log line', () => {
  it('is escaped, whatever it holds', () => {
    const hostile = 'a\r\nerror: fake\u001b[2J\u009b31m\u0007\u0008\0\u007f\u2028\u202etxt.exe'
    expect(oneLine(hostile)).toBe(
      'a\\u000d\\u000aerror: fake\\u001b[2J\\u009b31m\\u0007\\u0008\\u0000\\u007f\\u2028\\u202etxt.exe',
    )
    expect(oneLine('中文 🎉 é')).toBe('中文 🎉 é')
  })

  it('is escaped in every line that a request can cause', async () => {
    const mock = await startMock({
      limits: { urlBytes: 300, headerCount: 10, bodyBytes: 10, jsonDepth: 2, tenants: 1 },
    })
    const evil = '\u001b[31m\u009bx\u0007\u0085'
    const bytes = (text: string) => Buffer.from(text, 'latin1')
    const send = (line: string, headers = '', body = '') =>
      mock.raw(
        bytes(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n${body}`),
      )
    await send(`GET /a${evil}`, 'Host: evil.example\r\n')
    await send(`GET /a${evil}${'x'.repeat(400)}`)
    await send(
      `POST /a${evil}`,
      'Content-Length: 20\r\nX-A: \u001b\u009b\r\n',
      '12345678901234567890',
    )
    await send(`GET /t/a${evil}/x`)
    await send(`GET /a${evil}`, 'X: 1\r\n'.repeat(20))
    await send('GET /t/one/x', 'X-Mock-Tenant: \u009b31m\r\n')
    await send(`G${evil} /a`)
    await send(`GET /__admin/${evil}`, 'Content-Length: 9\r\n', '[[[[1]]]]')
    await mock.raw(bytes(`GET /\u0085 HTTP/1.1\r\nHost: \u009b31mevil\u0085\r\n\r\n`))
    const lines = mock.log()
    expect(lines.length).toBeGreaterThan(6)
    for (const line of lines) expect(line).not.toMatch(STEERING)
    expect(lines.join('\n')).toContain('%1B[31m%9Bx%07%85')
  })

  it('is escaped where a stub or a fixture is quoted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-lines-'))
    const file = join(folder, 'evil\n\u001b[31m.yaml')
    writeFileSync(file, 'seed: "a"\n')
    const lines: string[] = []
    const server = await createMockServer({
      fixtures: [file],
      watch: true,
      log: (_level, line) => lines.push(line),
    })
    const told = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (lines.length === 0) return
        clearInterval(look)
        resolve()
      }, 10)
    })
    writeFileSync(file, 'world: {people: [{"\\e[31m\\nred\\u202E": 1, id: a}]}\n')
    await told
    for (const line of lines) expect(line).not.toMatch(STEERING)
    expect(lines.join()).toContain('evil\\u000a\\u001b[31m.yaml')
    await server.close()
    rmSync(folder, { recursive: true })
  })

  it('is cut where it is long', async () => {
    const mock = await startMock({ limits: { urlBytes: 100 } })
    await mock.ask('GET', `/${'x'.repeat(10_000)}`)
    const [line = ''] = mock.log()
    expect(line.length).toBeLessThan(260)
  })
})
