import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runParity, type ParityOptions } from './run-parity.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parity-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const aspnet = (id: string, body: string) => ({
  id,
  api: '004',
  request: {
    method: 'POST',
    path: '/api/Account/Int',
    headers: [
      ['Host', 'localhost'],
      ['Content-Length', '0'],
    ],
    bodyBase64: '',
  },
  response: {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    bodyBase64: Buffer.from(body).toString('base64'),
  },
})

const write = (name: string, lines: readonly object[], compress = false): string => {
  const file = join(folder, name)
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  writeFileSync(file, compress ? gzipSync(text) : text)
  return file
}

const run = async (files: readonly string[], options?: ParityOptions) => {
  const printed: string[] = []
  const code = await runParity(files, (line) => printed.push(line), options)
  return { code, printed }
}

test('files that hold are counted', async () => {
  const plain = write('plain.jsonl', [aspnet('a', '5'), aspnet('b', '5')])
  const zipped = write('zipped.jsonl.gz', [aspnet('c', '5')], true)
  expect(await run([plain, zipped])).toEqual({ code: 0, printed: ['3 passed, 0 failed'] })
})

test('the first differences are printed, all are counted', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `id-${index}`)
  const file = write('bad.jsonl', [aspnet('good', '5'), ...ids.map((id) => aspnet(id, '6'))])
  const { code, printed } = await run([file])
  expect(code).toBe(1)
  expect(printed).toHaveLength(12)
  expect(printed[0]).toContain(`${file}: id-0\n    > POST /api/Account/Int\n`)
  expect(printed[0]).toContain('    body: expected 6\n    body: actual   5\n')
  expect(printed.slice(-2)).toEqual(['and 2 more: id-10 id-11\n', '1 passed, 12 failed'])
})

test('lines of no known recording are not counted as anything', async () => {
  const file = write('odd.jsonl', [{ id: 'x' }])
  await expect(run([file])).rejects.toThrow('1 lines are of no known recording.')
})

test('of recordings with groups, those asked for are replayed, and a table is printed', async () => {
  const recorded = (group: string, body: string) => ({
    id: `${group}/1`,
    group,
    mapping: { request: { url: '/free/a' }, response: { body: 'hit' } },
    register: { status: 201 },
    requests: [{ url: '/free/a' }],
    expected: [{ status: 200, body }],
  })
  const file = write('wiremock.jsonl', [recorded('url', 'hit'), recorded('body', 'miss')])
  expect(await run([file], { groups: ['url'] })).toEqual({
    code: 0,
    printed: [
      'group                   same    silent   refused  accepted     shape uncounted',
      'url                        1         0         0         0         0         0',
      'all                        1         0         0         0         0         0',
      '1 passed, 0 failed',
    ],
  })
  const { code, printed } = await run([file])
  expect(code).toBe(1)
  expect(printed.at(-2)).toContain('GET /free/a: body: expected miss actual hit\n')
})
