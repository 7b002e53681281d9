// A minimal server, to measure what Node.js itself needs to listen and to answer.
import { createServer } from 'node:http'

const server = createServer((_, response) => {
  response.end('{"code":0,"data":{"accessToken":"fixed"}}')
})
server.listen(Number(process.env.PORT), '127.0.0.1')
