import type { TestProject } from 'vitest/node'
import { createMockServer } from '../server/server.ts'

/** Vitest's `globalSetup`: starts one server for all tests, unless WECHAT_LOGIN_MOCK_URL names one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if ((process.env['WECHAT_LOGIN_MOCK_URL'] ?? '') !== '') {
    project.provide('wechatLoginMock', undefined)
    return () => Promise.resolve()
  }
  const server = await createMockServer()
  project.provide('wechatLoginMock', { url: server.url, token: server.adminToken })
  return () => server.close()
}
