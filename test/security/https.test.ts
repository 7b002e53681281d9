import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../src/http/certificate.ts'
import { serve } from '../support/command.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const given = makeCertificate('mock.test', Date.parse('2026-01-29T07:00:34Z'))
let folder: string
let files: { readonly cert: string; readonly key: string }
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'https-'))
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(files.cert, given.cert)
  writeFileSync(files.key, given.key)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The version that both sides agree on. */
const shake = async (port: number, options: ConnectionOptions): Promise<string | null> => {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  await Promise.race([
    once(socket, 'secureConnect'),
    once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
  ])
  const version = socket.getProtocol()
  socket.destroy()
  return version
}

/** A ClientHello that offers one version and nothing newer, as an old client's bytes are. */
const clientHello = (minor: number): Buffer => {
  const suites = Buffer.from('c009c00ac013c014002f0035000a', 'hex')
  const body = Buffer.concat([
    Buffer.from([3, minor]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0, suites.length]),
    suites,
    Buffer.from([1, 0]),
  ])
  const handshake = Buffer.concat([Buffer.from([1, 0, 0, body.length]), body])
  return Buffer.concat([Buffer.from([0x16, 3, 1, 0, handshake.length]), handshake])
}

const answerTo = async ({ server }: AttackedMock, bytes: Buffer): Promise<Buffer> => {
  const socket = connectTcp(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(parts)
}

const FATAL_ALERT = [0x15, 2]
const PROTOCOL_VERSION = 70
const HANDSHAKE_FAILURE = 40

describe.each([
  ['made at the start', () => ({})],
  ['given', () => files],
])('HTTPS with a certificate that is %s', (_how, certificate) => {
  it('speaks TLS 1.2 and 1.3', async () => {
    const { server } = await startMock({ https: true, ...certificate() })
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const agreed = await shake(server.port, { minVersion: version, maxVersion: version })
      expect(agreed).toBe(version)
    }
  })

  it.each([
    ['SSL 3.0', 0],
    ['TLS 1.0', 1],
    ['TLS 1.1', 2],
  ])('refuses %s', async (_name, minor) => {
    const mock = await startMock({ https: true, ...certificate() })
    const alert = await answerTo(mock, clientHello(minor))
    expect([alert[0], alert[5]]).toEqual(FATAL_ALERT)
    // OpenSSL does not even know the version of SSL.
    expect(alert[6]).toBe(minor === 0 ? HANDSHAKE_FAILURE : PROTOCOL_VERSION)
    expect(alert).toHaveLength(7)
  })

  it('refuses node’s own client of TLS 1.1, whatever ciphers it takes', async () => {
    const { server } = await startMock({ https: true, ...certificate() })
    await expect(
      shake(server.port, {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/ALERT_PROTOCOL_VERSION/) as string })
  })

  it('has the same doors', async () => {
    const { server } = await startMock({ https: true, ...certificate() })
    const status = (headers: Readonly<Record<string, string>>) =>
      new Promise((resolve, reject) => {
        const options = { port: server.port, path: '/__admin/world', headers }
        request({ host: '127.0.0.1', rejectUnauthorized: false, ...options }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
          .once('error', reject)
          .end()
      })
    expect(await status({})).toBe(200)
    expect(await status({ Host: 'evil.example' })).toBe(421)
    expect(await status({ Origin: 'https://evil.example' })).toBe(403)
    const host = `127.0.0.1:${server.port}`
    expect(await status({ Host: host, Origin: `https://${host}` })).toBe(403)
  })
})

describe('the certificate', () => {
  it('that was given is the one that is shown', async () => {
    const { server } = await startMock({ https: true, ...files })
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    expect(socket.getPeerX509Certificate()?.fingerprint256).toBe(
      new X509Certificate(given.cert).fingerprint256,
    )
    socket.destroy()
  })

  it('that is made is another one each time, for this server’s names, for a year', () => {
    const now = Date.parse('2026-01-29T07:00:34Z')
    const [a, b] = [makeCertificate('10.0.0.7', now), makeCertificate('10.0.0.7', now)]
    expect(a.key).not.toBe(b.key)
    const certificate = new X509Certificate(a.cert)
    expect(certificate.checkIP('10.0.0.7')).toBe('10.0.0.7')
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkHost('evil.example')).toBeUndefined()
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(Date.parse(certificate.validTo)).toBe(now + 365 * 86_400_000)
  })
})

describe('connections that never become TLS', () => {
  it('end with the time for headers', async () => {
    const mock = await startMock({ https: true, limits: { headerTimeoutMs: 50 } })
    expect(await answerTo(mock, Buffer.from([0x16]))).toHaveLength(0)
    expect(await answerTo(mock, Buffer.alloc(0))).toHaveLength(0)
    expect(mock.log()).toEqual(
      Array(2).fill(
        'warn client too slow: its request was not complete in time, connection closed',
      ),
    )
  })

  it('do not hold up the stop', async () => {
    const mock = await startMock({ https: true })
    const silent = connectTcp(mock.server.port, '127.0.0.1')
    silent.on('error', () => undefined)
    await once(silent, 'connect')
    const closed = once(silent, 'close')
    // The server has accepted it when it has answered the next one.
    await shake(mock.server.port, {})
    await Promise.all([mock.server.close(), closed])
    expect(mock.log()).toEqual([])
  })

  it('get no plain answer', async () => {
    const mock = await startMock({ https: true })
    const plain = Buffer.from('GET /__admin/world HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect((await answerTo(mock, plain)).toString('latin1')).not.toContain('HTTP/1.1')
  })
})

describe('the command', () => {
  it('serves HTTPS with what it is given', async () => {
    const server = await serve(['--memory', '--https', '--cert', files.cert, '--key', files.key])
    expect(server.ready.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(await shake(server.ready.port, {})).toBe('TLSv1.3')
    expect((await server.stop()).code).toBe(0)
  })
})
