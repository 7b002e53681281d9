import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeCertificate, keptAuthority } from '../../src/http/certificate.ts'

const now = Date.parse('2026-01-29T07:00:34Z')
const folder = mkdtempSync(join(tmpdir(), 'authority-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a certificate', () => {
  it('is signed by the authority, for all its names', () => {
    const authority = makeAuthority(now)
    const names = ['192.168.1.5', 'fd00::1:2', '::ffff:10.0.0.7', 'my-pc.local', '*.example.com']
    const { cert } = makeCertificate(names, now, authority)
    const [leaf, ca] = [new X509Certificate(cert), new X509Certificate(authority.cert)]
    expect(cert).toContain(authority.cert)
    expect(leaf.checkIssued(ca)).toBe(true)
    expect(leaf.verify(ca.publicKey)).toBe(true)
    expect([leaf.ca, ca.ca]).toEqual([false, true])
    for (const ip of ['192.168.1.5', 'fd00::1:2', '127.0.0.1', '::1'])
      expect(leaf.checkIP(ip)).toBe(ip)
    expect(leaf.subjectAltName).toContain('IP Address:0:0:0:0:0:FFFF:A00:7')
    expect(leaf.checkHost('a.example.com')).toBe('*.example.com')
    expect(leaf.checkHost('a.b')).toBeUndefined()
  })
})

describe('an authority', () => {
  it('is kept, for this user only, until its life is over', () => {
    const first = keptAuthority(folder, now)
    expect(keptAuthority(folder, now + 1)).toEqual(first)
    expect(statSync(join(folder, 'wechat-login-mock.ca-key.pem')).mode & 0o777).toBe(0o600)
    expect(keptAuthority(folder, now + 3_640 * 86_400_000).cert).not.toBe(first.cert)
  })

  it('is refused where its files are not what they were', () => {
    writeFileSync(join(folder, 'wechat-login-mock.ca.pem'), 'noise')
    expect(() => keptAuthority(folder, now)).toThrow(
      'are no certificate and its key: delete both to have new ones made.',
    )
  })

  it('is refused where there is no such folder to be', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => keptAuthority(join(folder, 'file'), now)).toThrow(
      'name a folder of yours with --cert-dir.',
    )
  })
})
