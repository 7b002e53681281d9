import { join } from 'node:path'
import { samples, secret, userDomain } from './workloads.ts'

/** A server to be measured. */
export interface Contestant {
  readonly name: string
  /** What node is to run, with its arguments. */
  readonly command: (port: number, folder: string) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const here = (file: string): string => join(import.meta.dirname, file)

const BUILT = join(import.meta.dirname, '../../bin/wechat-login-mock.js')

/** The built server with its state in a file of its own; `args` beside the default options. */
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

/** Bare node:http that does the honest work: signature, users, tokens, JSON and XML. */
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
  /** How much of the other's requests a second it is to have. */
  readonly goal: number
  /** How many times the other's p99 it may have. */
  readonly p99Goal?: number
}

export const comparisons: readonly Comparison[] = [
  { name: 'wechat-login-mock', other: reference.name, goal: 0.8, p99Goal: 1.5 },
  { name: createdApp.name, other: expressFixed.name, goal: 0.9 },
]
