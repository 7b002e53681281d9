import { randomUUID } from 'node:crypto'
import { connect, type MockClient } from '../client/index.ts'

/** How a test runner's process is told where the server is: what `exec` and the clients read, too. */
export const URL_VARIABLE = 'WECHAT_LOGIN_MOCK_URL'
export const TOKEN_VARIABLE = 'WECHAT_LOGIN_MOCK_ADMIN_TOKEN'

/** A client on a tenant that nobody else has. `runner` begins its key. */
export const clientOfOwn = (
  runner: string,
  server: { readonly url?: string | undefined; readonly token?: string | undefined } = {},
): MockClient => connect({ ...server, tenant: `${runner}-${randomUUID()}` })
