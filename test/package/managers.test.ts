import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOOLS_MS, toolsFolder } from '../support/tools.ts'
import { plainCommonJs, plainEsm, printed } from './consumers.ts'
import { INSTALL_MS, scratchProjects, type Scratch } from './scratch.ts'

let projects: Awaited<ReturnType<typeof scratchProjects>>
beforeAll(async () => {
  projects = await scratchProjects()
}, INSTALL_MS)
afterAll(() => {
  projects.remove()
}, INSTALL_MS)

describe('other package managers', () => {
  const runBoth = async (project: Scratch, ...run: readonly string[]): Promise<void> => {
    for (const file of ['use.mjs', 'use.cjs'])
      expect(await project.run(run[0] ?? '', ...run.slice(1), file)).toContain(printed.trim())
  }
  const files = { 'use.mjs': plainEsm, 'use.cjs': plainCommonJs }

  it(
    'pnpm',
    async () => {
      const pnpm = join(await toolsFolder(), 'node_modules/pnpm/bin/pnpm.cjs')
      const project = projects.project(files)
      const store = join(project.folder, '.store')
      await project.run(process.execPath, pnpm, 'add', '--store-dir', store, projects.tarball)
      await runBoth(project, process.execPath, '--no-warnings')
    },
    INSTALL_MS + TOOLS_MS,
  )

  it(
    'Yarn, with Plug’n’Play',
    async () => {
      const yarn = join(await toolsFolder(), 'node_modules/@yarnpkg/cli-dist/bin/yarn.js')
      const registry = (await projects.project().run('npm', 'config', 'get', 'registry')).trim()
      const project = projects.project({
        ...files,
        '.yarnrc.yml': [
          'nodeLinker: pnp',
          'enableTelemetry: false',
          'enableGlobalCache: false',
          'enableImmutableInstalls: false',
          `npmRegistryServer: ${JSON.stringify(registry)}`,
        ].join('\n'),
        'yarn.lock': '',
      })
      await project.run(process.execPath, yarn, 'add', `wechat-login-mock@file:${projects.tarball}`)
      expect(existsSync(join(project.folder, 'node_modules/express'))).toBe(false)
      await runBoth(project, process.execPath, yarn, 'node', '--no-warnings')
    },
    INSTALL_MS + TOOLS_MS,
  )
})
