import { createMockServer } from '../server/server.ts'
import { keptServer, TOKEN_VARIABLE, URL_VARIABLE } from './test-client.ts'

/** Jest's `globalSetup`: starts one server for all tests, unless WECHAT_LOGIN_MOCK_URL names one. */
export default async function setup(): Promise<void> {
  if ((process.env[URL_VARIABLE] ?? '') !== '') return
  const server = await createMockServer()
  keptServer.wechatLoginMockServer = server
  process.env[URL_VARIABLE] = server.url
  process.env[TOKEN_VARIABLE] = server.adminToken
}
