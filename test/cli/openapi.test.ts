import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'

it('names no variable that it does not read', () => {
  const openapi = createProgram(() => undefined).commands.find(
    (command: Command) => command.name() === 'openapi',
  )
  expect(openapi?.options.map(({ long }) => long)).toEqual([
    '--api',
    '--format',
    '--openapi',
    '--output',
  ])
  expect(openapi?.helpInformation()).not.toContain('WECHAT_LOGIN_MOCK_')
})
