import { existsSync, readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

/** A place in this repository that a text names: a file, and a heading of it. */
export interface Citation {
  /** From the root of the repository. */
  readonly path: string
  /** The heading as a link names it; undefined for the whole file. */
  readonly heading: string | undefined
}

/** Paths in a text: `docs/….md#heading`, `test/documents/….txt`, and code such as `src/….ts`. */
export const citationsIn = (text: string): readonly Citation[] =>
  [
    ...text.matchAll(
      /(?<![\w./-])(docs\/[\w./-]+\.md|test\/documents\/\w+\.txt|(?:src|test)\/[\w./-]+\.tsx?(?![\w/-]))(?:#([\w-]*))?/g,
    ),
  ].map(([, path = '', heading]) => ({ path, heading }))

/** Links of a page to files beside it, as paths from the root of the repository. */
export const linksIn = (page: string, text: string): readonly Citation[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const url = new URL(target, new URL(page, 'file:///'))
      return {
        path: decodeURIComponent(url.pathname.slice(1)),
        heading: url.hash === '' ? undefined : decodeURIComponent(url.hash.slice(1)),
      }
    })

/** Why a citation leads nowhere; undefined when it resolves. */
export const brokenBecause = ({ path, heading }: Citation): string | undefined => {
  const file = new URL(path, root)
  if (!existsSync(file)) return `no file ${path}`
  if (heading === undefined) return undefined
  return headingsOf(readFileSync(file, 'utf8')).includes(heading)
    ? undefined
    : `no heading #${heading} in ${path}`
}

/** The names by which a page's headings are linked, as GitHub makes them. */
export const headingsOf = (page: string): readonly string[] => {
  const seen = new Map<string, number>()
  return [...withoutCode(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const name = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return before === 0 ? name : `${name}-${String(before)}`
  })
}

const withoutCode = (page: string): string => page.replaceAll(/^```.*?^```$/gms, '')
