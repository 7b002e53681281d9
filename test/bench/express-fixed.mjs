// Express routes that send fixed bytes, to measure the cost of Express itself.
import { Buffer } from 'node:buffer'
import express from 'express'
import { A, B, HOST, PORT, aRes, bRes, cRes } from './common.mjs'

const JSON_TYPE = 'application/json; charset=utf-8'
const XML_TYPE = 'application/xml; charset=utf-8'

const end = (response, text, type) => {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

const app = express()
app.set('etag', false).disable('x-powered-by').set('query parser', 'simple')
app.post(A, (_, response) => {
  end(response, aRes, JSON_TYPE)
})
app.post(B, ({ headers }, response) => {
  if (headers.accept?.includes('xml')) end(response, cRes, XML_TYPE)
  else end(response, bRes, JSON_TYPE)
})
app.listen(PORT, HOST)
