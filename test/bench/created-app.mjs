// The built mock mounted in somebody's Express app, in memory.
import express from 'express'
import { createApp } from 'wechat-login-mock'

const app = express()
app.set('etag', false).disable('x-powered-by').set('query parser', 'simple')
app.use(await createApp())
app.listen(Number(process.env.PORT), '127.0.0.1')
