import type { ServeEvent } from '../client/index.ts'

/** The journal for the report of a failed test, oldest first: a line for each request, its notes below. */
export const journalText = (entries: readonly ServeEvent[]): string => {
  if (entries.length === 0) return 'wechat-login-mock got no request in this test.\n'
  const lines = entries
    .toReversed()
    .flatMap(({ request, mock }) => [
      `  ${request.method} ${request.url}  ${mock.status} ${mock.case ?? '-'} (${mock.decider})`,
      ...mock.notes.map(({ kind, message }) => `      ${kind}: ${message}`),
    ])
  return `wechat-login-mock got in this test:\n${lines.join('\n')}\n`
}
