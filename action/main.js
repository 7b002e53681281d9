// Starts the server in the background, waits until it is ready, and says where it is.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const input = (name, otherwise) => process.env[`INPUT_${name.toUpperCase()}`]?.trim() || otherwise
const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'wechat-login-mock-'))
const readyFile = join(folder, 'ready.json')
const logFile = join(folder, 'log.txt')
const seconds = Number(input('timeout', '30'))

const line = [
  input('command', 'npx --no-install wechat-login-mock'),
  'serve --memory --output json',
  `--port ${input('port', '0')} --ready-file "${readyFile}"`,
  input('args', ''),
].join(' ')
const log = openSync(logFile, 'a')
const child = spawn(line, { shell: true, detached: true, stdio: ['ignore', log, log] })
let ended = false
child.once('exit', () => (ended = true))

for (let waited = 0; !existsSync(readyFile) && !ended && waited < seconds * 1000; waited += 50)
  await sleep(50)
if (existsSync(readyFile)) {
  const { url, pid } = JSON.parse(readFileSync(readyFile, 'utf8'))
  appendFileSync(process.env.GITHUB_OUTPUT, `url=${url}\n`)
  appendFileSync(process.env.GITHUB_ENV, `WECHAT_LOGIN_MOCK_URL=${url}\n`)
  appendFileSync(process.env.GITHUB_STATE, `url=${url}\npid=${pid}\n`)
  console.log(`wechat-login-mock is ready at ${url}.`)
} else {
  const why = readFileSync(logFile, 'utf8').trim() || `not ready within ${seconds} s`
  console.log(`::error::wechat-login-mock did not start: ${why.split('\n').at(-1)}`)
  process.exitCode = 1
}
child.unref()
