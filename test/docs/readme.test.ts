import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { docBlocks } from './doc-blocks.ts'

const root = new URL('../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const prose = (page: string): string => page.replaceAll(/^```.*?^```$/gms, '')

const english = text('README.md')
const chinese = text('README.zh-CN.md')

describe('README.md', () => {
  it('is short', () => {
    expect(Buffer.byteLength(english)).toBeLessThanOrEqual(12 * 1024)
  })

  it.each(['npm ci && npm start', 'npm ci && npm test'])(
    'has the set-up command: %s',
    (command) => {
      expect(docBlocks(new URL('README.md', root)).map((block) => block.text.trim())).toContain(
        command,
      )
    },
  )

  it('pads no table', () => {
    expect(english).not.toMatch(/^\|.* {2,}\|/m)
  })
})

describe('README.zh-CN.md', () => {
  it('has the headings of README.md', () => {
    const levels = (page: string) => [...prose(page).matchAll(/^(#+) /gm)].map(([, level]) => level)
    expect(levels(chinese)).toEqual(levels(english))
    const own = (page: string) => [...prose(page).matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    expect(own(chinese)).toHaveLength(new Set(own(chinese)).size)
  })

  it('has the examples of README.md, word for word', () => {
    const blocks = (page: string) =>
      docBlocks(new URL(page, root)).map(({ language, label, text }) => ({ language, label, text }))
    expect(blocks('README.zh-CN.md')).toEqual(blocks('README.md'))
  })

  it('has the links, code and table rows of README.md', () => {
    const links = (page: string) =>
      [...prose(page).matchAll(/\]\(([^)]+)\)/g)]
        .map(([, target]) => target)
        .filter((target) => target?.startsWith('README') !== true)
    expect(links(chinese)).toEqual(links(english))
    const rows = (page: string) => (prose(page).match(/^\|/gm) ?? []).length
    expect(rows(chinese)).toBe(rows(english))
  })
})

it.each(['README.md', 'README.zh-CN.md', 'fixtures/README.md'])(
  '%s never has npx fetch a package by its bare name: it is not published',
  (page) => {
    expect(text(page)).not.toMatch(/npx (?:-\S+ )*wechat-login-mock/)
  },
)
