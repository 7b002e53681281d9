import { randomUUID } from 'node:crypto'
import { connect, type MockClient, type ServeEvent } from '../client/index.ts'
import type { MockServer } from '../server/server.ts'

/** How a test runner's process is told where the server is: what `exec` and the clients read, too. */
export const URL_VARIABLE = 'WECHAT_LOGIN_MOCK_URL'
export const TOKEN_VARIABLE = 'WECHAT_LOGIN_MOCK_ADMIN_TOKEN'

/** A client on a tenant that nobody else has. `runner` begins its key. */
export const clientOfOwn = (
  runner: string,
  server: { readonly url?: string | undefined; readonly token?: string | undefined } = {},
): MockClient => connect({ ...server, tenant: `${runner}-${randomUUID()}` })

/** Where Jest's teardown finds the server that its setup, in the same process, has started. */
export const keptServer = globalThis as { wechatLoginMockServer?: MockServer | undefined }

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
