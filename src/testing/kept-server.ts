import type { MockServer } from '../server/server.ts'

/** Where Jest's teardown finds the server that its setup, in the same process, has started. */
export const keptServer = globalThis as { wechatLoginMockServer?: MockServer | undefined }
