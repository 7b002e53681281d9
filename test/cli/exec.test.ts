import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, run, scratchFolder } from '../support/command.ts'

const node = process.execPath
const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

/** A program that asks the server and prints the answer. */
const asking = (path: string, exit = 0) =>
  `fetch(process.env.WECHAT_LOGIN_MOCK_URL + '${path}', { method: 'POST' }).then((r) => r.text()).then((t) => { console.log(t); process.exitCode = ${exit} })`

let folder: Awaited<ReturnType<typeof scratchFolder>>
beforeAll(async () => {
  folder = await scratchFolder()
})
afterAll(() => folder.remove())

describe('exec', () => {
  it("runs a command beside a server and exits with the command's code", async () => {
    expect(await run(['exec', '--', node, '-e', asking(login, 7)])).toEqual({
      code: 7,
      stdout: '{"code":5218,"msg":"Please enter appid","data":null,"extMsg":null}\n',
      stderr: '',
    })
  })

  it('takes the options of serve, and gives the admin token on', async () => {
    const print = 'console.log(process.env.WECHAT_LOGIN_MOCK_ADMIN_TOKEN)'
    const args = ['exec', '--prefer', 'example=5368', '--admin-token', 'secret', '--', node, '-e']
    const { stdout } = await run([...args, `${asking(login)};${print}`])
    expect(stdout).toBe(
      'secret\n{"code":5368,"msg":"Failed to get user OpenID","data":null,"extMsg":null}\n',
    )
  })

  it('leaves no state behind', async () => {
    await run(['exec', '--', node, '-e', asking(login)], { cwd: folder.path })
    const { stdout } = await run(['exec', '--', 'ls'], { cwd: folder.path })
    expect(stdout).toBe('')
  })

  it('reports which cases were exercised, in all tenants: JSON', async () => {
    const file = join(folder.path, 'cases.json')
    const both = `${asking(login)};${asking(`/t/other${login}`)}`
    expect((await run(['exec', '--cases-report', file, '--', node, '-e', both])).code).toBe(0)
    const { total, exercised, cases } = JSON.parse(await readFile(file, 'utf8')) as {
      total: number
      exercised: number
      cases: { name: string; answered: number }[]
    }
    expect(total).toBe(cases.length)
    expect(exercised).toBe(1)
    expect(cases.filter(({ answered }) => answered > 0)).toEqual([
      { name: 'offiaccount-auth-login/5218', api: 'offiaccount-auth-login', answered: 2 },
    ])
  })

  it('reports which cases were exercised: JUnit XML', async () => {
    const file = join(folder.path, 'cases.xml')
    await run(['exec', '--cases-report', file, '--', node, '-e', asking(login)])
    const xml = await readFile(file, 'utf8')
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="wechat-login-mock cases" tests="2" skipped="1">\n {2}<testsuite name="offiaccount-auth-login" tests="1" skipped="0" failures="0" errors="0">\n/,
    )
    expect(xml).toContain(
      '<testcase classname="offiaccount-auth-login" name="offiaccount-auth-login/5218"><system-out>answered 1</system-out></testcase>',
    )
    expect(xml).toContain('\noffiaccount-auth-login/5550\n')
    expect(xml.match(/<skipped /g)).toHaveLength(1)
  })

  it.each([
    [['--', '/nowhere/command'], 127, 'error: "/nowhere/command" cannot be run (ENOENT).\n'],
    [['--', '/'], 126, 'error: "/" cannot be run (EACCES).\n'],
    [['--', node, '-e', 'process.kill(process.pid, "SIGKILL")'], 137, ''],
    [['--', node, '-e', 'process.exit(0)'], 0, ''],
    [[], 2, "error: missing required argument 'command'\n"],
    [
      ['--cases-report', 'cases.txt', '--', node],
      2,
      'error: --cases-report "cases.txt" cannot be: use a file name that ends in .json or .xml.\n',
    ],
    [
      ['--cases-report', '/nowhere/cases.xml', '--', node, '-e', ''],
      1,
      "error: --cases-report /nowhere/cases.xml cannot be written: ENOENT: no such file or directory, open '/nowhere/cases.xml'.\n",
    ],
  ])('%j exits with %i', async (args, code, stderr) => {
    expect(await run(['exec', ...args])).toEqual({ code, stdout: '', stderr })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('hands %s on to the command', async (signal) => {
    const program = `process.on('${signal}', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up')`
    const running = await launch(['exec', '--', node, '-e', program])
    await running.said('up')
    running.child.kill(signal)
    expect((await running.ended).code).toBe(5)
  })
})
