import { build } from 'esbuild'
import { expect, it } from 'vitest'

const entry = new URL('../../src/client/index.ts', import.meta.url).pathname

it('is small, and needs nothing that a browser lacks', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    metafile: true,
  })
  expect(
    Object.keys(metafile.inputs).filter((path) => !/^src\/(client|core)\//.test(path)),
  ).toEqual([])
  expect(outputFiles[0]?.contents.length).toBeLessThan(13_000)
  expect(outputFiles[0]?.text).not.toMatch(/\b(Buffer|require|setImmediate)\b/)
})
