import type { Api, Operation } from '../../../src/core/api.ts'
import type { WireRequest } from '../../../src/core/wire.ts'
import { recordedApps } from '../../parity/aspnet-apps.ts'

const apps = recordedApps()

/** One of the recorded applications, for want of a simpler API. */
export const appOf = (number: '000' | '001' | '004'): Api => {
  const app = apps.get(number)
  if (app === undefined) throw new Error(`No application ${number}.`)
  return app
}

export const actionOf = (number: '000' | '001' | '004', name: string): Operation => {
  const found = appOf(number).operations.find((operation) => operation.name === name)
  if (found === undefined) throw new Error(`No action ${name} in ${number}.`)
  return found
}

interface Ask {
  readonly method?: string
  /** Path and query. */
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** A request as the lane hands it over: JSON unless told otherwise. */
export const ask = ({
  method = 'POST',
  target = '/api/Account/SignupByThirdPart',
  headers = { 'content-type': 'application/json' },
  body = '{}',
}: Ask = {}): WireRequest => {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  return {
    method,
    path,
    query,
    headers: { host: 'localhost', ...headers },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
}
