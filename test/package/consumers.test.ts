import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { publint } from 'publint'
import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installedSize } from '../support/installed-size.ts'
import {
  bundleBanner,
  bundledPrints,
  bundledUse,
  commonJs,
  esm,
  plainCommonJs,
  plainEsm,
  printed,
  sixthApi,
} from './consumers.ts'
import { INSTALL_MS, link, npmInstall, scratchProjects, type Scratch } from './scratch.ts'

let projects: Awaited<ReturnType<typeof scratchProjects>>
let home: Scratch
beforeAll(async () => {
  projects = await scratchProjects()
  home = projects.project({ 'package.json': '{"private":true,"type":"module"}' })
  await npmInstall(home, '--omit=dev', projects.tarball)
  for (const name of ['@types/node', 'undici-types']) link(home, projects.root, name)
}, INSTALL_MS)
afterAll(() => {
  projects.remove()
}, INSTALL_MS)

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript')), '../bin/tsc')

describe('installed', () => {
  it('holds what is promised, and no more than is allowed', async () => {
    const installed = join(home.folder, 'node_modules/wechat-login-mock')
    expect(readdirSync(installed).sort()).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'bin', 'dist', 'fixtures']),
    )
    expect(existsSync(join(installed, 'dist/.types'))).toBe(false)
    const { packages, megabytes } = await installedSize(join(home.folder, 'node_modules'))
    expect(packages).toBeLessThanOrEqual(125)
    expect(megabytes).toBeLessThanOrEqual(15)
  })

  it.each([
    ['an ES module', 'use.mjs', plainEsm],
    ['CommonJS', 'use.cjs', plainCommonJs],
  ])('runs as %s', async (_, file, text) => {
    home.write({ [file]: text })
    expect(await home.run(process.execPath, '--no-warnings', file)).toBe(printed)
  })
})

describe(
  'types, without skipLibCheck and without the types of express',
  { timeout: INSTALL_MS },
  () => {
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      rootDir: '.',
      outDir: 'out',
    }
    it.each(['node16', 'nodenext'])('%s, an ES module and CommonJS', async (module) => {
      const compilerOptions = { ...strict, module, moduleResolution: module }
      home.write({
        [`${module}/tsconfig.json`]: JSON.stringify({
          compilerOptions,
          files: ['use.mts', 'use.cts'],
        }),
        [`${module}/use.mts`]: esm,
        [`${module}/use.cts`]: commonJs,
      })
      await home.run(process.execPath, tsc, '-p', module)
      for (const made of ['use.mjs', 'use.cjs'])
        expect(await home.run(process.execPath, '--no-warnings', `${module}/out/${made}`)).toBe(
          printed,
        )
    })

    it('bundler, in a browser’s project', async () => {
      const compilerOptions = {
        ...strict,
        module: 'preserve',
        moduleResolution: 'bundler',
        lib: ['es2022', 'dom'],
        types: [],
      }
      home.write({
        'bundler/tsconfig.json': JSON.stringify({ compilerOptions, files: ['page.ts'] }),
        'bundler/page.ts': `import { connect, MockError } from 'wechat-login-mock/client'
        export const page = async (): Promise<string> => {
          await using client = connect({ url: location.origin, headers: { 'X-Mock-Console': '1' } })
          return (await client.requests.list())[0]?.mock.notes[0]?.message ?? MockError.name
        }`,
      })
      await home.run(process.execPath, tsc, '-p', 'bundler')
    })

    it('bundler, in node', async () => {
      const compilerOptions = { ...strict, module: 'preserve', moduleResolution: 'bundler' }
      home.write({
        'bundled/tsconfig.json': JSON.stringify({ compilerOptions, files: ['use.ts'] }),
        'bundled/use.ts': esm,
      })
      await home.run(process.execPath, tsc, '-p', 'bundled')
    })

    it('a sixth API is defined, checked and served', async () => {
      const compilerOptions = { ...strict, module: 'nodenext', moduleResolution: 'nodenext' }
      home.write({
        'toy/tsconfig.json': JSON.stringify({ compilerOptions, files: ['toy.mts'] }),
        'toy/toy.mts': sixthApi,
      })
      await home.run(process.execPath, tsc, '-p', 'toy')
      expect(await home.run(process.execPath, '--no-warnings', 'toy/out/toy.mjs')).toBe(
        `{"code":0,"hello":"ann"} {"code":7,"hello":null} <ToyAnswer xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Toy"><Code>0</Code><Hello>ann</Hello></ToyAnswer>
{"code":7,"hello":null} [ { name: 'ann' } ]
spring,thinkphp true
`,
      )
    })
  },
)

describe('the tarball', () => {
  it('has nothing wrong with its types', async () => {
    const data = new Uint8Array(await readFile(projects.tarball))
    const checked = await checkPackage(createPackageFromTarballData(data), {
      // The package's own, for its own code.
      excludeEntrypoints: ['./faker.cjs'],
    })
    if (checked.types === false) throw new Error('It has no types.')
    // Vitest itself cannot be loaded by `require`; its helpers are ES modules only.
    const isVitest = (entry: string | undefined) => entry?.startsWith('./vitest') ?? false
    const found = checked.problems.filter(
      (problem) =>
        !(problem.kind === 'CJSResolvesToESM' && isVitest(problem.entrypoint)) &&
        !(problem.kind === 'NoResolution' && problem.resolutionKind === 'node10'),
    )
    expect(found).toEqual([])
  })

  it('has the guides, and not their pictures', async () => {
    const guides = join(home.folder, 'node_modules/wechat-login-mock/docs/guides')
    const names = await readdir(guides)
    expect(names).toContain('console.md')
    expect(names).not.toContain('images')
  })

  it('is packed as publint wants it', async () => {
    const tarball = await readFile(projects.tarball)
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(tarball).buffer },
      strict: true,
    })
    expect(messages).toEqual([])
  })
})

describe('a bundle of createMockServer in one file', () => {
  it.each(['cjs', 'esm'] as const)('runs as %s, where nothing else is', async (format) => {
    const alone = projects.project()
    const file = `one.${format === 'cjs' ? 'cjs' : 'mjs'}`
    await build({
      stdin: { contents: bundledUse, resolveDir: home.folder },
      outfile: join(alone.folder, file),
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'error',
      ...(format === 'esm' ? { banner: { js: bundleBanner } } : {}),
    })
    expect(await alone.run(process.execPath, '--no-warnings', file)).toBe(bundledPrints)
  })
})
