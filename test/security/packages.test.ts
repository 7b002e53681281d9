import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  readonly bundleDependencies?: unknown
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))

const lock = read('package-lock.json') as {
  readonly lockfileVersion: number
  readonly packages: Readonly<Record<string, Locked>>
}
const own = read('package.json') as {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}

const shipped = Object.entries(lock.packages).filter(
  ([path, { dev }]) => path !== '' && dev !== true,
)

describe('what is installed with the package', () => {
  it('is all in the lockfile', () => {
    expect(lock.lockfileVersion).toBe(3)
    const root = lock.packages[''] as { readonly dependencies?: unknown }
    expect(root.dependencies).toEqual(own.dependencies)
    for (const name of Object.keys(own.dependencies))
      expect(Object.keys(lock.packages)).toContain(`node_modules/${name}`)
    expect(shipped.length).toBeGreaterThan(10)
  })

  it.each(shipped)('runs nothing at its installation, and is pinned: %s', (_path, locked) => {
    expect(locked.hasInstallScript).toBeUndefined()
    expect(locked.integrity).toMatch(/^sha512-/)
    // Left out, it is the registry: nothing comes from a repository or a file.
    expect(locked.resolved ?? 'https://').toMatch(/^https:\/\//)
  })

  it('runs nothing of the package itself: only a checkout builds', () => {
    for (const name of ['preinstall', 'install', 'postinstall'])
      expect(own.scripts).not.toHaveProperty(name)
  })
})
