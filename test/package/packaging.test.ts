import { execFile, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findTini } from '../support/tini.ts'
import { INSTALL_MS, scratchProjects, type Scratch } from './scratch.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

let projects: Awaited<ReturnType<typeof scratchProjects>>
/** Where the tarball is installed as the image installs it: `npm install --global`. */
let image: Scratch
beforeAll(async () => {
  projects = await scratchProjects()
  image = projects.project()
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--omit=dev', '--global']
  await image.run('npm', 'install', ...options, '--prefix', image.folder, projects.tarball)
}, INSTALL_MS)
afterAll(() => {
  projects.remove()
}, INSTALL_MS)

const command = (): string => join(image.folder, 'bin/wechat-login-mock')
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

const dockerfile = read('Dockerfile')
/** The last instruction of a name, in its JSON form. */
const instruction = (name: string): readonly string[] => {
  const [text = '[]'] = [...dockerfile.matchAll(new RegExp(`^${name} (\\[.*\\])`, 'gm'))].map(
    ([, json = '']) => json,
  )
  return JSON.parse(text) as readonly string[]
}

describe('the image', () => {
  it('copies what is there, and leaves out what must not be in it', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) /gm)].map(([, path = '']) => path)
    expect(copied).not.toEqual([])
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
    // Built in one stage where the other takes it from.
    expect(dockerfile).toMatch(/npm pack .*--pack-destination \/package/)
    expect(dockerfile).toContain('COPY --from=build /package /package')
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['node_modules', 'dist', '.git']),
    )
    expect(dockerfile.match(/^(FROM node:24-slim|USER node|EXPOSE 5013)/gm)).toEqual([
      'FROM node:24-slim',
      'FROM node:24-slim',
      'USER node',
      'EXPOSE 5013',
    ])
  })

  it(
    'starts in an empty folder, under tini, as nobody in particular; says that it is healthy; keeps its state',
    async () => {
      const tini = await findTini()
      const home = projects.project()
      for (const name of ['data', 'fixtures', 'empty']) mkdirSync(join(home.folder, name))
      writeFileSync(join(home.folder, 'fixtures/one.yaml'), "use: '5368'\n")
      const ready = join(home.folder, 'data/ready.json')
      // What the image has at its root is in a folder here.
      const there = (part: string): string =>
        /^\/(data|fixtures)\b/.test(part) ? join(home.folder, part) : part
      const [first, ...more] = instruction('ENTRYPOINT')
      expect([first, ...more]).toEqual(['tini', '--', 'wechat-login-mock'])
      const args = ['--', command(), ...instruction('CMD').map(there)]
      const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
      if (process.getuid?.() === 0) {
        for (const path of [home.folder, image.folder, dirname(image.folder)])
          chmodSync(path, 0o755)
        for (const name of ['data', 'empty']) chownSync(join(home.folder, name), 65534, 65534)
      }
      const child = spawn(tini, [...args, '--port', '0', '--ready-file', ready], {
        cwd: join(home.folder, 'empty'),
        ...asNobody,
        env: { PATH: process.env['PATH'], HOME: join(home.folder, 'empty') },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
      const exited = once(child, 'exit')
      try {
        await until(() => existsSync(ready) || child.exitCode !== null)
        expect([child.exitCode, output]).toEqual([null, expect.any(String) as string])
        const { port } = JSON.parse(readFileSync(ready, 'utf8')) as { port: number }
        const url = `http://127.0.0.1:${port}`
        const login = `${url}/v2/enduser/enduserapi/wechatOffiaccountAuthLogin`
        const answer = (await (await fetch(login, { method: 'POST' })).json()) as { code: number }
        expect(answer.code).toBe(5368)
        const health = instruction('HEALTHCHECK .*CMD')
        expect(health[0]).toBe('wechat-login-mock')
        await promisify(execFile)(command(), health.slice(1), {
          env: { PATH: process.env['PATH'], WECHAT_LOGIN_MOCK_URL: url },
        })
      } finally {
        child.kill('SIGTERM')
      }
      expect(await exited).toEqual([0, null])
      expect(existsSync(join(home.folder, 'data/state.json'))).toBe(true)
      const gone = promisify(execFile)(command(), ['wait', '--timeout', '1'], {
        env: { PATH: process.env['PATH'], WECHAT_LOGIN_MOCK_URL: 'http://127.0.0.1:9' },
      })
      await expect(gone).rejects.toMatchObject({ code: 1 })
    },
    INSTALL_MS,
  )

  it(
    'compose.yaml mounts what is there, and has commands that the program takes',
    async () => {
      const { services } = parse(read('compose.yaml')) as {
        services: Readonly<
          Record<string, { build: string; command: readonly string[]; volumes?: readonly string[] }>
        >
      }
      for (const { build, command: args, volumes = [] } of Object.values(services)) {
        expect(existsSync(join(root, build, 'Dockerfile'))).toBe(true)
        const folders = volumes
          .map((one) => one.split(':')[0] ?? '')
          .filter((one) => one.startsWith('.'))
        expect(folders.filter((one) => !existsSync(join(root, one)))).toEqual([])
        const help = await image.run(command(), args[0] ?? '', '--help')
        expect(args.filter((arg) => arg.startsWith('--') && !help.includes(arg))).toEqual([])
      }
      const aliases = (services['api.weixin.qq.com'] as unknown as { networks: unknown }).networks
      expect(aliases).toEqual({ default: { aliases: ['api.weixin.qq.com', 'open.weixin.qq.com'] } })
    },
    INSTALL_MS,
  )
})

describe('the action', () => {
  const { runs, outputs } = parse(read('action.yml')) as {
    runs: Readonly<Record<string, string>>
    outputs: object
  }
  /** What GitHub's runner gives a step, and the files that it reads afterwards. */
  const step = (folder: string, env: Readonly<Record<string, string>>) => {
    const file = (name: string): string => join(folder, name)
    for (const name of ['output', 'state', 'env', 'summary']) writeFileSync(file(name), '')
    return {
      text: (name: string) => readFileSync(file(name), 'utf8'),
      run: async (script: string | undefined, more: Readonly<Record<string, string>> = {}) =>
        promisify(execFile)(process.execPath, [join(root, script ?? '')], {
          cwd: folder,
          env: {
            PATH: process.env['PATH'],
            RUNNER_TEMP: folder,
            GITHUB_OUTPUT: file('output'),
            GITHUB_STATE: file('state'),
            GITHUB_ENV: file('env'),
            GITHUB_STEP_SUMMARY: file('summary'),
            ...env,
            ...more,
          },
        }),
    }
  }

  it('is in JavaScript, and its files are there', () => {
    expect(runs['using']).toMatch(/^node\d+$/)
    expect([runs['main'], runs['post']].map((path) => existsSync(join(root, path ?? '')))).toEqual([
      true,
      true,
    ])
    expect(Object.keys(outputs)).toEqual(['url'])
  })

  it.each([{}, { WECHAT_LOGIN_MOCK_ADMIN_TOKEN: 'secret' }])(
    'starts the server, says where it is, sums up the cases, stops it (%j)',
    async (given) => {
      const { folder } = projects.project()
      const input = { INPUT_COMMAND: command(), INPUT_ARGS: '--seed action', ...given }
      const { run, text } = step(folder, input)
      await run(runs['main'])
      const url = /^url=(\S+)\n$/.exec(text('output'))?.[1] ?? ''
      expect(text('env')).toBe(`WECHAT_LOGIN_MOCK_URL=${url}\n`)
      await fetch(`${url}/v2/enduser/enduserapi/wechatOffiaccountAuthLogin`, { method: 'POST' })
      const state = Object.fromEntries(
        text('state')
          .trim()
          .split('\n')
          .map((line) => line.split('='))
          .map(([name, value]) => [`STATE_${name ?? ''}`, value ?? '']),
      )
      await run(runs['post'], state)
      expect(text('summary')).toMatch(
        /^### WeChat login cases\n\n```\n(.*\n)*.*offiaccount-auth-login/,
      )
      await until(() =>
        fetch(url).then(
          () => false,
          () => true,
        ),
      )
    },
    INSTALL_MS,
  )

  it(
    'fails with a sentence where the server cannot start, and warns where it is gone',
    async () => {
      const { folder } = projects.project()
      const { run, text } = step(folder, { INPUT_COMMAND: command(), INPUT_ARGS: '--nonesuch' })
      await expect(run(runs['main'])).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(
          /^::error::wechat-login-mock did not start: error: unknown option '--nonesuch'/,
        ) as string,
      })
      expect([text('output'), text('state')]).toEqual(['', ''])
      const { stdout } = await run(runs['post'], { STATE_url: 'http://127.0.0.1:9' })
      expect(stdout).toMatch(
        /^::warning::wechat-login-mock told nothing of its cases \(\S+.*\)\.\n$/,
      )
    },
    INSTALL_MS,
  )
})

it(
  'npm ci --omit=dev in a checkout says that nothing is built, and succeeds',
  async () => {
    const project = projects.project()
    const { stdout } = await promisify(execFile)('git', ['ls-files'], { cwd: root })
    for (const path of stdout
      .trim()
      .split('\n')
      .filter((one) => existsSync(join(root, one))))
      cpSync(join(root, path), join(project.folder, path))
    const options = [
      '--omit=dev',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--foreground-scripts',
    ]
    const output = await project.run('npm', 'ci', ...options)
    const said = output.split('\n').filter((line) => line.includes('built'))
    expect(said).toEqual([
      'Nothing is built: the compiler is a development package. Run `npm ci` without --omit=dev.',
    ])
    expect(existsSync(join(project.folder, 'node_modules/express'))).toBe(true)
    expect(existsSync(join(project.folder, 'node_modules/typescript'))).toBe(false)
    expect(existsSync(join(project.folder, 'dist'))).toBe(false)
  },
  INSTALL_MS,
)
