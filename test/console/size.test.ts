import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import { builtCommand } from '../support/built.ts'

let files: readonly (readonly [name: string, content: Buffer])[]
beforeAll(async () => {
  const folder = join(dirname(dirname(await builtCommand())), 'dist/console')
  files = await Promise.all(
    (await readdir(folder)).map(
      async (name) => [name, await readFile(join(folder, name))] as const,
    ),
  )
})

it('takes at most 150 kB together', () => {
  expect(files.map(([name]) => name).sort()).toEqual([
    'console.css',
    'console.js',
    'icon.svg',
    'index.html',
  ])
  expect(files.reduce((sum, [, { length }]) => sum + length, 0)).toBeLessThanOrEqual(150_000)
})

it('takes at most 40 kB for the first view, gzipped', () => {
  const zipped = files.reduce((sum, [, content]) => sum + gzipSync(content).length, 0)
  expect(zipped).toBeLessThanOrEqual(40_000)
})
