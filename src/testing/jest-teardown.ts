import { keptServer, TOKEN_VARIABLE, URL_VARIABLE } from './test-client.ts'

/** Jest's `globalTeardown`: stops the server that the setup has started. */
export default async function teardown(): Promise<void> {
  const server = keptServer.wechatLoginMockServer
  if (server === undefined) return
  keptServer.wechatLoginMockServer = undefined
  Reflect.deleteProperty(process.env, URL_VARIABLE)
  Reflect.deleteProperty(process.env, TOKEN_VARIABLE)
  await server.close()
}
