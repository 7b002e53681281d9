import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { Router, type Response } from 'express'
import { type Admin, notFound } from './admin.ts'
import { notAConsole } from './guard.ts'

/** The placeholder in the page for the console key. */
const PLACE = '{{console}}'

const types: Readonly<Record<string, string>> = {
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

/**
 * Serves the console at `/__admin/` and the three files that it loads. Only this page contains the console
 * key (the value of `X-Mock-Console`). The files reveal nothing of the tenants, so they need no token. A file
 * is read at its first request.
 */
export const consolePage = (
  { consoleFolder, tenantKey }: Pick<Admin, 'consoleFolder' | 'tenantKey'>,
  key: string,
): Router => {
  const router = Router()
  const files = new Map<string, Buffer>()

  const fileOf = (name: string): Buffer => {
    const known = files.get(name)
    if (known !== undefined) return known
    const read = readFileSync(new URL(name, consoleFolder))
    files.set(name, read)
    return read
  }

  /** Sends a file. Answers 404 if it does not exist, as in a bundle that has the package's code only. */
  const sendFile = (
    response: Response,
    type: string,
    name: string,
    made = (file: Buffer) => file,
  ) => {
    let file: Buffer
    try {
      file = fileOf(name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      notFound(
        response,
        'The files of the page are not here: they are in dist/console of the package.',
      )
      return
    }
    send(response, type, made(file))
  }

  router.get('/', (request, response, next) => {
    const [path = '', query] = request.originalUrl.split('?', 2)
    // The page has one address for all tenants. The fragment names the tenant that it shows.
    const tenant = tenantKey(request)
    if (!path.endsWith('/') && !(request.headers.accept ?? '').includes('text/html')) next()
    else if (!path.endsWith('/') || tenant !== undefined) {
      const search = query === undefined ? '' : `?${query}`
      const fragment = tenant === undefined ? '' : `#/requests?tenant=${tenant}`
      response.writeHead(302, { Location: `/__admin/${search}${fragment}` }).end()
    } else if (mayHaveKey(request.headers)) {
      sendFile(response, 'text/html; charset=utf-8', 'index.html', (page) =>
        Buffer.from(page.toString('utf8').replace(PLACE, key)),
      )
    } else notAConsole(response)
  })
  for (const [name, type] of Object.entries(types))
    router.get(`/${name}`, (_request, response) => {
      sendFile(response, type, name)
    })
  return router
}

const send = (response: Response, type: string, body: Buffer): void => {
  response.writeHead(200, { ...pageHeaders, 'Content-Type': type, 'Content-Length': body.length })
  response.end(body)
}

/**
 * Returns whether the page with the console key may be sent: to a navigation of a browser, and to
 * command-line clients, which do not need the key. Another script of the same origin gets the page neither
 * by `fetch` nor in a frame. If the script opens the page in a window, `pageHeaders` deny it access.
 */
const mayHaveKey = (headers: IncomingHttpHeaders): boolean => {
  const dest = headers['sec-fetch-dest']
  if (dest !== undefined) return dest === 'document' && headers['sec-purpose'] === undefined
  return headers.origin === undefined
}

/** Headers of the page with the console key, and of its files. */
const pageHeaders: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // A page of the same origin without this header gets no reference to a window that has it.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
