import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docBlocks } from '../docs/doc-blocks.ts'
import { INSTALL_MS, npmInstall, scratchProjects } from '../package/scratch.ts'

let projects: Awaited<ReturnType<typeof scratchProjects>>
beforeAll(async () => {
  projects = await scratchProjects()
}, INSTALL_MS)
afterAll(() => {
  projects.remove()
}, INSTALL_MS)

/** The files that a guide shows. */
const filesOf = (guide: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    docBlocks(new URL(`../../docs/guides/${guide}.md`, import.meta.url)).map(({ label, text }) => [
      label,
      text,
    ]),
  )

/** The guide's first test, made to fail. */
const failing = (files: Readonly<Record<string, string>>, name: string): string =>
  (files[name] ?? '').replace('toBe(5218)', 'toBe(1)')

const runners = [
  {
    guide: 'vitest',
    install: ['vitest@4'],
    type: 'module',
    file: 'login.test.js',
    run: ['vitest', 'run'],
  },
  { guide: 'jest', install: ['jest@29'], type: 'commonjs', file: 'login.test.js', run: ['jest'] },
  { guide: 'jest', install: ['jest@30'], type: 'commonjs', file: 'login.test.js', run: ['jest'] },
  {
    guide: 'playwright',
    install: ['@playwright/test@1'],
    type: 'commonjs',
    file: 'login.spec.js',
    run: ['playwright', 'test', '--reporter=line'],
  },
] as const

describe.each(runners)('the guide of $guide, with $install', (runner) => {
  it(
    'does what it says, and shows the journal of a test that fails',
    async () => {
      const { guide, install, type, file, run } = runner
      const files = filesOf(guide)
      const project = projects.project({
        'package.json': JSON.stringify({ private: true, type }),
        ...files,
      })
      await npmInstall(project, projects.tarball, ...install)
      await project.run('npx', '--no-install', ...run)
      project.write({ [file]: failing(files, file) })
      const { code, output } = await project.ends('npx', '--no-install', ...run)
      expect(code).toBe(1)
      expect(output).toContain(
        guide === 'playwright' ? 'wechat-journal.har' : 'offiaccount-auth-login/5218 (live)',
      )
      if (guide !== 'playwright') expect(output).toContain('required-missing: ')
    },
    INSTALL_MS,
  )
})
