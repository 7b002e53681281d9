// npm runs this script after an installation in a checkout. Without the development packages there is no
// compiler.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

if (existsSync(join(import.meta.dirname, 'node_modules/typescript'))) {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: true })
  process.exitCode = status ?? 1
} else {
  console.log(
    'Nothing is built: the compiler is a development package. Run `npm ci` without --omit=dev.',
  )
}
