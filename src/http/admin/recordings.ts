import { Router, type Response } from 'express'
import { sendProblem } from './answer.ts'

/** WireMock records what it passes on; this server passes nothing on, so that it never records. */
export const recordings = (): Router => {
  const router = Router()
  const refuse = (_request: unknown, response: Response): void => {
    sendProblem(
      response,
      501,
      'Not recorded',
      'This server passes no requests on, so that there is nothing to record: write the stubs, or see GET /__admin/requests for what came.',
    )
  }
  router.get('/recordings/status', (_request, response) => {
    response.json({ status: 'NeverStarted' })
  })
  router.post('/recordings/start', refuse)
  router.post('/recordings/stop', refuse)
  router.post('/recordings/snapshot', refuse)
  return router
}
