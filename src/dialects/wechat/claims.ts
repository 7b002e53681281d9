import type { Api, Operation } from '../../core/api.ts'
import { clip } from '../../core/clip.ts'
import { Rank, type Claim } from '../../core/dialect.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'

/** Folders whose other paths are WeChat's too; `connect/` is not among them. */
const roots = ['/sns/', '/cgi-bin/', '/wxa/']

/** Compiles the paths of an API. A call takes one verb (HEAD counts as GET), and says so with an errcode. */
export const compileClaims = ({
  operations,
}: Api): ((request: WireRequest) => Claim | undefined) => {
  const byPath = new Map(operations.map((operation) => [`/${operation.path}`, operation]))
  const paths = [...byPath.keys()]
  return ({ method, path }) => {
    const operation = byPath.get(path)
    if (operation !== undefined) return claimOf(operation, method)
    if (!roots.some((root) => path.startsWith(root))) return undefined
    return { rank: Rank.stack, refusal: 'not-found', notes: [pathNote(path, paths)] }
  }
}

const claimOf = (operation: Operation, method: string): Claim => {
  const given = method === 'HEAD' ? 'GET' : method
  if (given === operation.method) return { rank: Rank.api, operation }
  const refusal = operation.method === 'GET' ? 'get-required' : 'post-required'
  return { rank: Rank.api, operation, refusal, notes: [verbNote(operation, method)] }
}

const verbNote = (operation: Operation, method: string): Note => ({
  kind: 'verb-not-allowed',
  message: `${clip(method)} is not the verb of \`${operation.path}\`: WeChat answered with an errcode; send ${operation.method}.`,
  expected: operation.method,
  actual: clip(method),
})

const pathNote = (path: string, paths: readonly string[]): Note => {
  const actual = clip(path)
  const expected = nearestName(path, paths)
  return expected === undefined
    ? {
        kind: 'route-unknown',
        message: `\`${actual}\` is no call that this mock has of WeChat: it answered 404; there are ${paths.join(', ')}.`,
        actual,
      }
    : {
        kind: 'route-near-miss',
        message: `\`${actual}\` is no call of WeChat's: it answered 404; did you mean \`${expected}\`?`,
        expected,
        actual,
      }
}
