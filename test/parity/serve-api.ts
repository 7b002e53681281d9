import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Api } from '../../src/core/api.ts'
import type { Services } from '../../src/core/context.ts'
import { createCall, respond } from '../../src/core/pipeline.ts'
import { createRouter } from '../../src/core/routing.ts'
import { write } from '../../src/http/write.ts'
import { createServices } from '../support/services.ts'

export interface Served {
  readonly port: number
  close(): Promise<void>
}

const always =
  <T>(value: T) =>
  () =>
    value

/** One API on a free port of loopback, as the mock itself serves it; without CORS, as recorded. */
export const serveApi = async (
  api: Api,
  services: () => Services = always(createServices()),
): Promise<Served> => {
  const route = createRouter([api])
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
      const wire = {
        method: request.method ?? '',
        path,
        query,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      }
      const reply = respond(createCall(route(wire), wire, services()))
      write(reply, { request, response, date: 'Thu, 29 Jan 2026 07:00:34 GMT', last: false })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
