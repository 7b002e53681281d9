import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, it } from 'vitest'

const src = join(import.meta.dirname, '../../src')
const texts = new Map(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file.replaceAll('\\', '/'), readFileSync(join(src, file), 'utf8')] as const),
)
const layerOf = (file: string): string => file.split('/')[0] ?? ''

/** `file name` of everything that a file takes from another layer. */
const takenElsewhere = new Set(
  [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/^(?:import|export) \{([^}]*)\} from '(\.[^']+)'/gm)].flatMap(
      ([, names = '', from = '']) => {
        const source = posix.join(posix.dirname(file), from)
        return layerOf(source) === layerOf(file)
          ? []
          : names.split(',').map((name) => `${source} ${name.trim().split(' as ')[0] ?? ''}`)
      },
    ),
  ),
)

it('every exported value of core, and of another layer that imports it, has a doc comment', () => {
  const values = [...texts].flatMap(([file, text]) =>
    [
      ...text.matchAll(
        /^(.*)\n(?:\/\/ .*\n)?export (?:const|class|(?:async )?function) ([\w$]+)/gm,
      ),
    ].map(([, before = '', name = '']) => ({ file, before, name, key: `${file} ${name}` })),
  )
  const surface = values.filter(
    ({ file, key }) => layerOf(file) === 'core' || takenElsewhere.has(key),
  )
  expect(surface.length).toBeGreaterThan(200)
  expect(surface.filter(({ before }) => !before.endsWith('*/')).map(({ key }) => key)).toEqual([])
})
