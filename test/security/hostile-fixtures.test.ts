import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from './attacked-mock.ts'

const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]']
for (const [name, inner] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'])
  laughs.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(',')}]`)

const files: readonly (readonly [what: string, text: string])[] = [
  ['a billion laughs', laughs.join('\n')],
  ['lists within lists', `stubs: ${'['.repeat(100_000)}`],
  ['objects within objects', `world: ${'{a: '.repeat(50_000)}`],
  ['indents', Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['an alias of nothing', 'a: *nope'],
  ['an alias of itself', 'a: &a [*a]'],
  [
    'more anchors than there is time for',
    `stubs:\n${Array.from({ length: 50_000 }, (_none, at) => `  - &a${at} {respond: success}\n  - *a${at}\n`).join('')}`,
  ],
  ['an unknown tag', 'a: !<tag:evil.example,2026:x> {}'],
  ['two documents', 'seed: a\n---\nseed: b'],
  ['a key twice', 'seed: a\nseed: b'],
  ['control characters', '"\u0007\u001b[31m": 1'],
  ['bytes that are no UTF-8', Buffer.from([0x73, 0x3a, 0x20, 0xff, 0xfe]).toString('latin1')],
  ['a text without an end', `seed: "${'\\'.repeat(99_999)}`],
  ['a slow expression', 'stubs: [{match: {path: {matches: "("}}, respond: success}]'],
  ['a large number of mistakes', `world: {people: [${'{nope: 1},'.repeat(5_000)}]}`],
]

let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'))
  file = join(folder, 'a.yaml')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a fixture', () => {
  it.each(files)('with %s is refused at the start, in a few lines', async (_what, text) => {
    writeFileSync(file, text)
    const error: unknown = await startMock({ fixtures: [file] }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Error)
    const lines = (error as Error).message.split('\n')
    expect(lines.length).toBeLessThanOrEqual(20)
    for (const line of lines) expect(line.startsWith(`${file}:`)).toBe(true)
    expect((error as Error).message).not.toMatch(/node_modules|\n\s+at /)
  })

  it('does not end a server that watches it, and changes nothing', async () => {
    writeFileSync(file, 'use: small-app-login/code-used')
    let told: () => void = () => undefined
    const mock = await startMock({
      fixtures: [file],
      watch: true,
      log: (_level, line) => {
        if (line.startsWith('fixture not taken: ')) told()
      },
    })
    for (const [, text] of files) {
      const heard = new Promise<void>((resolve) => {
        told = resolve
      })
      writeFileSync(file, text)
      await heard
      const { body } = await mock.ask(
        'POST',
        '/api/WxSmallApp/LoginWithPhone',
        { 'Content-Type': 'application/json' },
        '{"code":"a"}',
      )
      expect(body).toContain('code been used')
    }
  })
})
