import { join } from 'node:path'
import { samples, secret, userDomain } from './workloads.ts'

/** A server that is measured. */
export interface Contestant {
  readonly name: string
  /** Returns the script that Node.js runs, with its arguments. */
  readonly command: (port: number, folder: string) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const here = (file: string): string => join(import.meta.dirname, file)

const BUILT = join(import.meta.dirname, '../../bin/wechat-login-mock.js')

/** Returns the built server with its state in a file of its own. `args` are added to the default options. */
export const mock = (name: string, args: readonly string[] = []): Contestant => ({
  name,
  command: (port, folder) => [
    BUILT,
    '--port',
    String(port),
    '--state',
    join(folder, `${port}.json`),
    ...args,
  ],
})

/** A server on bare node:http that computes every answer: signature, users, tokens, JSON and XML. */
const reference: Contestant = {
  name: 'node:http',
  command: () => [here('node-http.mjs')],
  env: { MODE: 'honest', SAMPLES: samples, SECRET: secret, DOMAIN: userDomain },
}

const expressFixed: Contestant = {
  name: 'Express 5, fixed bytes',
  command: () => [here('express-fixed.mjs')],
  env: { SAMPLES: samples },
}

const createdApp: Contestant = {
  name: 'createApp()',
  command: () => [here('created-app.mjs')],
}

export const contestants: readonly Contestant[] = [
  mock('wechat-login-mock'),
  reference,
  createdApp,
  expressFixed,
]

export interface Comparison {
  readonly name: string
  readonly other: string
  /** The goal for requests a second, as a share of the other server's. */
  readonly goal: number
  /** The goal for p99, as a multiple of the other server's. */
  readonly p99Goal?: number
}

export const comparisons: readonly Comparison[] = [
  { name: 'wechat-login-mock', other: reference.name, goal: 0.8, p99Goal: 1.5 },
  { name: createdApp.name, other: expressFixed.name, goal: 0.9 },
]
