import { describe, expect, it } from 'vitest'
import { startedOn } from '../../src/cli/exec.ts'

const environment = { Path: 'C:\\node;C:\\bin', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\cmd.exe' }
const there = new Set(['C:\\node\\npm.CMD', 'C:\\bin\\node.EXE', 'C:\\bin\\a b.CMD'])
const start = (...command: readonly string[]) =>
  startedOn('win32', command, environment, (path) => there.has(path))

describe('a command on Windows', () => {
  it('that is a batch file is run by the shell', () => {
    expect(start('npm', 'test', '--', 'a b', '50%')).toEqual({
      file: 'C:\\cmd.exe',
      args: ['/d', '/s', '/c', '"C:\\node\\npm.CMD test -- ^"a b^" ^"50^%^""'],
      verbatim: true,
    })
  })

  it('that is a program, or is not there, is run as it is', () => {
    expect(start('node', 'a b')).toEqual({ file: 'C:\\bin\\node.EXE', args: ['a b'] })
    expect(start('nowhere')).toEqual({ file: 'nowhere', args: [] })
  })
})

it('elsewhere nothing is looked for', () => {
  expect(startedOn('linux', ['npm', 'test'], environment)).toEqual({ file: 'npm', args: ['test'] })
})
