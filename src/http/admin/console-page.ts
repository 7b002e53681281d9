import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { Router, type Response } from 'express'
import { type Admin, notFound } from './admin.ts'
import { notAConsole } from './guard.ts'

/** Stands in the page where the console's value is to be. */
const PLACE = '{{console}}'

const types: Readonly<Record<string, string>> = {
  'console.js': 'text/javascript; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

/**
 * The console at `/__admin/`: the one place where its value is given out (`X-Mock-Console`), and the
 * three files that it loads. They tell nothing of what is kept, so they need no token. A file is read when
 * it is first asked for.
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

  /** A bundle that somebody has made of the package has the code alone. */
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
    // The page has one address; which tenant it shows stands in the fragment.
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
 * Whether the page may be sent to who asks: to the address bar or a link of a browser, and to command
 * lines, which need no value. A script of the same origin that is not the console's gets it neither by
 * `fetch` nor in a frame; a window that it opens is cut off from it by `pageHeaders`.
 */
const mayHaveKey = (headers: IncomingHttpHeaders): boolean => {
  const dest = headers['sec-fetch-dest']
  if (dest !== undefined) return dest === 'document' && headers['sec-purpose'] === undefined
  return headers.origin === undefined
}

/** Headers of the page that holds the value. */
const pageHeaders: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  // Of two pages of one origin, the one without this has no hold of the other's window.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
