import { randomUUID } from 'node:crypto'
import { connect, type MockClient, type ServeEvent } from '../client/index.ts'
import type { MockServer } from '../server/server.ts'

/** The variables that tell a process where the server is. `exec` sets them and the clients read them. */
export const URL_VARIABLE = 'WECHAT_LOGIN_MOCK_URL'
export const TOKEN_VARIABLE = 'WECHAT_LOGIN_MOCK_ADMIN_TOKEN'

/** Creates a client with a new tenant. `runner` is the prefix of the tenant's key. */
export const clientOfOwn = (
  runner: string,
  server: { readonly url?: string | undefined; readonly token?: string | undefined } = {},
): MockClient => connect({ ...server, tenant: `${runner}-${randomUUID()}` })

/** Holds the server between Jest's setup and teardown, which run in the same process. */
export const keptServer = globalThis as { wechatLoginMockServer?: MockServer | undefined }

/**
 * Formats the journal for the report of a failed test, oldest request first: a line for each request, with
 * its notes below.
 */
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
