// The part of the build that tsc leaves: the code of dist/, as ES modules in a few files and as CommonJS in
// one file for each entry, and with --clean the types, one file for each entry. Node needs more time and
// memory to load the code from hundreds of files, and a disk gives each of them 4 kB. What is imported on need
// stays apart in the ES modules.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const dist = join(root, 'dist')

/** What a user of the package can import: `exports` of package.json names the same. */
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

/** Faker is 3 MB, of which the mock needs Chinese: a file of its own, for both formats. */
const FAKER = '@faker-js/faker/locale/zh_CN'

const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'))
const { version, dependencies, peerDependencies } = await readJson('package.json')
const shipped = JSON.stringify({ version, seedWorld: await readJson('fixtures/world.json') })

/**
 * Packages that the sources load on first need, by names that a bundler does not follow. In CommonJS the
 * build makes `require('name')` of it, which bundlers do follow; the ES modules ask first for what the entry
 * `bundled` holds, the one that `exports` names to bundlers.
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
/** `load('yaml')` and `createRequire(import.meta.url)('mustache')`. */
const LAZY = new RegExp(
  `\\b(?:load|createRequire\\(import\\.meta\\.url\\))\\('(${lazyPackages.join('|')})'\\)`,
  'g',
)
const lazyIn = {
  esm: "(HELD?.['$1'] ?? createRequire(import.meta.url)('$1'))".replace('HELD', HELD),
  cjs: "require('$1')",
}

/** A bundle in CommonJS that somebody makes of the ES modules has no `import.meta`. */
const URL_OF_FILE = "(import.meta.url ?? require('node:url').pathToFileURL(__filename).href)"

/**
 * What the package's code loads of other files: faker, and packages on need. In CommonJS
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
 * What is only loaded once the server is there imports the server, which costs nothing then. Without this
 * esbuild cuts what a start needs into a file for each set of such modules that share it.
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

/** The server is in the entry `index` once; the others ask that. */
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
/** Packages that are ES modules only, which CommonJS cannot load everywhere (Jest): they are built in. */
const esmOnly = ['lowdb']
/** Vitest refuses to be loaded by `require`. */
const esmEntries = ['vitest', 'vitest-setup']
const external = Object.keys({ ...dependencies, ...peerDependencies })
/** `names: false`: with short ones, which are read sooner at a start; a library's stack traces need theirs. */
const esModules = (entryPoints, { names }) =>
  build({
    ...common,
    entryPoints,
    splitting: true,
    format: 'esm',
    // Node decodes ASCII sooner than what has Chinese in it.
    charset: 'ascii',
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: !names,
    packages: 'external',
    plugins: [afterServer, ownFiles('esm')],
  })
const [esm, command, cjs, faker, forBundlers] = await Promise.all([
  esModules(entries, { names: true }),
  // Apart from the library: what they share would be cut into more files, and each costs time at a start.
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
/** Jest takes a function for its setup; in CommonJS that is the module itself. */
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

/** A command that starts meanwhile finds each file whole, and an entry only after what it imports. */
const isEntry = ({ path }) => /[/\\](index|main)\.js$/.test(path)
for (const { path, contents } of [...outputFiles].sort((a, b) => isEntry(a) - isEntry(b))) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.tmp`, contents)
  await rename(`${path}.tmp`, path)
}

/** The page: four files, read by the server when somebody looks. */
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

/** tsc has written the types of every source: those that an entry reaches, in a file each. */
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
    // A browser's project may not know what `await using` needs.
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
