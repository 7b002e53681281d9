import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { docBlocks } from '../../docs/doc-blocks.ts'
import { INSTALL_MS, link, scratchProjects, type Scratch } from '../../package/scratch.ts'
import { toolsFolder, TOOLS_MS } from '../../support/tools.ts'

/** The guide's files, with the real verifier. */
const files = Object.fromEntries(
  docBlocks(new URL('../../../docs/guides/pact.md', import.meta.url)).map(({ label, text }) => [
    label,
    text,
  ]),
)
let projects: Awaited<ReturnType<typeof scratchProjects>>
let project: Scratch
beforeAll(async () => {
  const tools = await toolsFolder()
  projects = await scratchProjects()
  project = projects.project(files)
  link(project, tools, '@pact-foundation/pact')
  // The checkout, as built for the tarball.
  symlinkSync(projects.root, join(project.folder, 'node_modules/wechat-login-mock'))
}, INSTALL_MS + TOOLS_MS)
afterAll(() => {
  projects.remove()
}, INSTALL_MS)

it(
  'the guide’s contract is verified by Pact’s verifier, with its states',
  async () => {
    expect(await project.run(process.execPath, 'verify.mjs')).toContain('The contract holds.')
  },
  INSTALL_MS,
)

it(
  'a contract that expects something else fails, and so does one with a state that is not there',
  async () => {
    const contract = files['contract.json'] ?? ''
    for (const [from, to, told] of [
      ['"RequireBindPhone": false', '"RequireBindPhone": true', 'RequireBindPhone'],
      ['small-app-login/code-used', 'small-app-login/code-usde', 'code-usde'],
    ] as const) {
      project.write({ 'contract.json': contract.replace(from, to) })
      const { code, output } = await project.ends(process.execPath, 'verify.mjs')
      expect([code, output]).toEqual([1, expect.stringContaining(told) as string])
      expect(output).not.toContain('The contract holds.')
    }
  },
  INSTALL_MS,
)
