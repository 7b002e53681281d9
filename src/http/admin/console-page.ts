import { Router } from 'express'
import { notAConsole } from './guard.ts'
import { mayHaveKey, pageHeaders } from './console-key.ts'

/** Stands in the page where the console's value is to be. */
const PLACE = '{{console}}'

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="x-mock-console" content="${PLACE}">
<title>wechat-login-mock</title>
</head>
<body><p>The admin API of wechat-login-mock.</p></body>
</html>
`

/** The console's page, the one place where its value is given out (console-key.ts). */
export const consolePage = (key: string): Router => {
  const router = Router()
  router.get('/', (request, response) => {
    if (!mayHaveKey(request.headers)) {
      notAConsole(response)
      return
    }
    response.set(pageHeaders).type('html').send(page.replace(PLACE, key))
  })
  return router
}
