// A minimal Express 5 app: a body parser, one route, a fixed answer.
import express from 'express'

const app = express()
app.use(express.json())
app.post('/login', (_, response) => {
  response.json({ code: 0, data: { accessToken: 'fixed' } })
})
app.listen(Number(process.env.PORT), '127.0.0.1')
