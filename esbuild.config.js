// The part of the build that tsc leaves: the code of dist/ in a few files. Node takes 60 ms and 10 MB more
// to load it from four hundred, and a disk gives each of them 4 kB. What is imported on need stays apart.
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const dist = join(root, 'dist')

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/index.ts', 'src/client/index.ts', 'src/wx/index.ts', 'src/cli/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})

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

/** tsc has written the types of every source; a user of the package meets those that its index reaches. */
const typesFrom = async (file, found = new Set()) => {
  if (found.has(file)) return found
  found.add(file)
  const text = await readFile(file, 'utf8')
  for (const [, path] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.[jt]s['"]/g))
    await typesFrom(resolve(dirname(file), `${path}.d.ts`), found)
  return found
}

if (process.argv.includes('--clean')) {
  const kept = await typesFrom(join(dist, 'index.d.ts'))
  await typesFrom(join(dist, 'client/index.d.ts'), kept)
  await typesFrom(join(dist, 'wx/index.d.ts'), kept)
  for (const { path } of outputFiles) kept.add(path)
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !kept.has(path) && entry.parentPath !== join(dist, 'console'))
      await rm(path)
  }
}
