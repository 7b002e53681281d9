// The part of the build that tsc does not do. It writes the code of dist/ twice: as ES modules in a few
// files, and as CommonJS in one file for each entry. With --clean it also writes the types, one file for
// each entry. Few files, because Node needs more time and memory to load hundreds of files, and each takes
// at least 4 kB on a disk. Modules that are imported on demand stay in ES module files of their own.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const dist = join(root, 'dist')

/** The entries that a user of the package can import. `exports` of package.json names the same entries. */
const entries = Object.fromEntries(
  Object.entries({
    index: 'src/index.ts',
    client: 'src/client/index.ts',
    vitest: 'src/testing/vitest.ts',
    'vitest-setup': 'src/testing/vitest-setup.ts',
    playwright: 'src/testing/playwright.ts',
    jest: 'src/testing/jest.ts',
    'jest-setup': 'src/testing/jest-setup.ts',
    'jest-teardown': 'src/testing/jest-teardown.ts',
    wx: 'src/wx/index.ts',
  }).filter(([, source]) => existsSync(join(root, source))),
)

/**
 * Faker is 3 MB in all, and the mock needs its Chinese locale only. This locale is built into a file of its
 * own for both formats.
 */
const FAKER = '@faker-js/faker/locale/zh_CN'

const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'))
const { version, dependencies, peerDependencies } = await readJson('package.json')
const shipped = JSON.stringify({ version, seedWorld: await readJson('fixtures/world.json') })

/**
 * Packages that the sources load on first use, in a way that bundlers do not follow. In CommonJS the build
 * replaces these loads by `require('name')`, which bundlers follow. The ES modules first look for the
 * package in what the entry `bundled` has loaded; `exports` of package.json gives that entry to bundlers.
 */
const lazyPackages = ['yaml', 'fast-xml-parser', 'mustache', FAKER]
const HELD = "globalThis[Symbol.for('wechat-login-mock.packages')]"
const bundled = `
import * as yaml from 'yaml'
import * as fastXmlParser from 'fast-xml-parser'
import mustache from 'mustache'
import faker from 'wechat-login-mock/faker.cjs'
${HELD} = { yaml, 'fast-xml-parser': fastXmlParser, mustache, 'wechat-login-mock/faker.cjs': faker }
export * from './index.js'
`
/** Matches `load('yaml')` and `createRequire(import.meta.url)('mustache')`. */
const LAZY = new RegExp(
  `\\b(?:load|createRequire\\(import\\.meta\\.url\\))\\('(${lazyPackages.join('|')})'\\)`,
  'g',
)
const lazyIn = {
  esm: "(HELD?.['$1'] ?? createRequire(import.meta.url)('$1'))".replace('HELD', HELD),
  cjs: "require('$1')",
}

/** `import.meta.url` is undefined where a user bundles the ES modules into CommonJS. */
const URL_OF_FILE = "(import.meta.url ?? require('node:url').pathToFileURL(__filename).href)"

/**
 * Rewrites how the package's code loads other files: faker, and packages on demand. In CommonJS
 * `createRequire(import.meta.url)` is `require` itself.
 */
const ownFiles = (format) => ({
  name: 'own-files',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
      const text = (await readFile(path, 'utf8')).replaceAll(LAZY, lazyIn[format])
      const contents =
        format === 'esm'
          ? (AFTER_SERVER.test(path) ? "import 'the-server'\n" : '') +
            text
              .replaceAll(`'${FAKER}'`, "'wechat-login-mock/faker.cjs'")
              .replaceAll('import.meta.url', URL_OF_FILE)
          : text
              .replaceAll(`'${FAKER}'`, "'./faker.cjs'")
              .replaceAll('createRequire(import.meta.url)', 'require')
      return { contents, loader: 'ts' }
    })
  },
})

/**
 * Modules that are loaded only after the server module. The build makes each of them import the server,
 * which costs nothing because the server is loaded by then. Without this import esbuild would split the
 * code that a start needs into one file for each set of these modules that shares it.
 */
const AFTER_SERVER =
  /[/\\]src[/\\](http[/\\]app|http[/\\]back-ends|scripting[/\\](coverage-report|fixtures[/\\]fixture-set)|scripting[/\\]shared[/\\]shared-script|server[/\\](api-documents|check-options|record-exchanges|stubs-from)|server[/\\]verify[/\\](options|run-verify)|world[/\\]replicas[/\\]redis-store)\.ts$/
const afterServer = {
  name: 'after-server',
  setup: ({ onResolve }) => {
    const path = join(root, 'src/server/server.ts')
    onResolve({ filter: /^the-server$/ }, () => ({ path, sideEffects: true }))
    onResolve({ filter: /[/]server\.ts$/ }, (found) =>
      join(found.resolveDir, found.path) === path ? { path, sideEffects: true } : undefined,
    )
  },
}

/** In CommonJS only the entry `index` contains the server. The other entries require `index`. */
const serverOnce = {
  name: 'server-once',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/server\/server\.ts$/ }, ({ importer }) =>
      /[/\\]src[/\\]testing[/\\]/.test(importer)
        ? { path: './index.cjs', external: true }
        : undefined,
    )
  },
}

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  write: false,
  define: { SHIPPED: JSON.stringify(shipped) },
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
}
/**
 * Packages that exist as ES modules only. CommonJS cannot load them everywhere (for example in Jest), so
 * they are bundled.
 */
const esmOnly = ['lowdb']
/** Vitest cannot be loaded by `require`. */
const esmEntries = ['vitest', 'vitest-setup']
const external = Object.keys({ ...dependencies, ...peerDependencies })
/**
 * `names: false` shortens identifiers, which makes a start faster. The library keeps its names for stack
 * traces.
 */
const esModules = (entryPoints, { names }) =>
  build({
    ...common,
    entryPoints,
    splitting: true,
    format: 'esm',
    // Node decodes a file in pure ASCII faster than one with Chinese text.
    charset: 'ascii',
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: !names,
    packages: 'external',
    plugins: [afterServer, ownFiles('esm')],
  })
const [esm, command, cjs, faker, forBundlers] = await Promise.all([
  esModules(entries, { names: true }),
  // Built apart from the library: a shared build would split the common code into more files, and each file
  // slows a start.
  esModules({ 'cli/main': 'src/cli/main.ts' }, { names: false }),
  build({
    ...common,
    entryPoints: Object.fromEntries(
      Object.entries(entries).filter(([name]) => !esmEntries.includes(name)),
    ),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minifySyntax: true,
    minifyWhitespace: true,
    external: [...external.filter((name) => !esmOnly.includes(name)), './faker.cjs'],
    define: { ...common.define, 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
    supported: { 'dynamic-import': false },
    logOverride: { 'indirect-require': 'silent' },
    plugins: [serverOnce, ownFiles('cjs')],
  }),
  build({
    ...common,
    entryPoints: { faker: FAKER },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    minify: true,
    legalComments: 'inline',
  }),
  build({
    ...common,
    stdin: { contents: bundled, resolveDir: root, sourcefile: 'bundled.js' },
    outfile: 'dist/bundled.js',
    outdir: undefined,
    format: 'esm',
    minifyWhitespace: true,
    external: ['./index.js', 'wechat-login-mock/faker.cjs'],
    packages: 'external',
  }),
])
/** Jest expects the setup module to export a function. In CommonJS that function is the module itself. */
const isDefaultAlone = (path) => /[/\\]jest-(setup|teardown)\.(cjs|d\.ts)$/.test(path)
const commonJs = cjs.outputFiles.map(({ path, text }) => ({
  path,
  contents: isDefaultAlone(path) ? `${text}module.exports = module.exports.default;\n` : text,
}))
const outputFiles = [
  ...esm.outputFiles,
  ...command.outputFiles,
  ...commonJs,
  ...faker.outputFiles,
  ...forBundlers.outputFiles,
]

/**
 * Entries are written last and each file is renamed into place, so that a command that starts during a
 * build finds complete files and never an entry without its imports.
 */
const isEntry = ({ path }) => /[/\\](index|main)\.js$/.test(path)
for (const { path, contents } of [...outputFiles].sort((a, b) => isEntry(a) - isEntry(b))) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.tmp`, contents)
  await rename(`${path}.tmp`, path)
}

/** The console page: four files, which the server reads on request. */
await build({
  absWorkingDir: root,
  entryPoints: ['src/console/main.tsx', 'src/console/console.css'],
  outdir: 'dist/console',
  entryNames: 'console',
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
})
for (const name of ['index.html', 'icon.svg'])
  await copyFile(join(root, 'src/console', name), join(dist, 'console', name))

const commonJsTypes = (fileName, code) => {
  const text = code.replaceAll(/(from '\.\/[^']+)\.js'/g, "$1.cjs'")
  return isDefaultAlone(`/${fileName}`)
    ? text.replace(/export \{ (\w+) as default \};/, 'export = $1;')
    : text
}

/** Bundles the types that tsc has written for all sources into one file for each entry. */
const bundleTypes = async () => {
  const { rollup } = await import('rollup')
  const { dts } = await import('rollup-plugin-dts')
  const isExternal = (id) =>
    id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`))
  const declared = (source) =>
    join(dist, '.types', relative('src', source)).replace(/\.ts$/, '.d.ts')
  const input = Object.fromEntries(
    Object.entries(entries).map(([name, source]) => [name, declared(source)]),
  )
  const bundle = await rollup({ input, plugins: [dts()], external: isExternal })
  const { output } = await bundle.generate({
    entryFileNames: '[name].d.ts',
    chunkFileNames: 'types-[hash].d.ts',
  })
  const files = output.flatMap(({ fileName, code: plain, name }) => {
    // A browser project may lack the library types of `await using`.
    const code = /\bAsyncDisposable\b/.test(plain)
      ? `/// <reference lib="esnext.disposable" />\n${plain}`
      : plain
    return [
      [fileName, code],
      ...(esmEntries.includes(name)
        ? []
        : [[fileName.replace(/\.ts$/, '.cts'), commonJsTypes(fileName, code)]]),
    ]
  })
  for (const [name, code] of files) await writeFile(join(dist, name), code)
  return files.map(([name]) => join(dist, name))
}

if (process.argv.includes('--clean')) {
  const kept = new Set(await bundleTypes())
  for (const { path } of outputFiles) kept.add(path)
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !kept.has(path) && entry.parentPath !== join(dist, 'console'))
      await rm(path)
  }
  await rm(join(dist, '.types'), { recursive: true, force: true })
}
