import { rename, writeFile } from 'node:fs/promises'
import type { MockOptions, MockServer } from '../index.ts'
import { curlOf } from './curl.ts'

/** The one line of json output, and the text of `--ready-file`. */
export const readyLine = (server: MockServer): string => {
  const { url, networkUrls, adminUrl, port, instanceId, version } = server
  const others = networkUrls.length === 0 ? {} : { networkUrls }
  const facts = { url, ...others, adminUrl, port, pid: process.pid, instanceId, version }
  return `${JSON.stringify({ event: 'ready', ...facts })}\n`
}

/** Appears complete or not at all. */
export const writeReadyFile = async (file: string, line: string): Promise<void> => {
  const unfinished = `${file}.${process.pid}.tmp`
  await writeFile(unfinished, line)
  await rename(unfinished, file)
}

/** For people: where it is, and a line to paste for each endpoint. */
export const readyTable = async (server: MockServer, options: MockOptions): Promise<string> => {
  const { endpoints } = await import('../server/endpoints.ts')
  const { url, adminUrl, consoleUrl, version } = server
  const base = options.requireTenant === true ? `${url}/t/default` : url
  const insecure = options.https === true && options.cert === undefined ? ['-k'] : []
  const rows = endpoints(options.strict ?? false).flatMap(({ api, method, path, example }) => [
    `  ${method} ${path}  (${api})`,
    `    ${curlOf(example, base, insecure)}`,
    '',
  ])
  return [
    `open ${consoleUrl} in a browser`,
    `wechat-login-mock ${version} at ${url}`,
    ...server.networkUrls.map((one) => `from other devices ${one}`),
    `admin at ${adminUrl}, cases by \`wechat-login-mock cases\`, stop by Ctrl-C`,
    '',
    ...rows,
  ].join('\n')
}
