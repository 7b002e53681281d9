import type { Command } from 'commander'
import { clientCommands, lang, languageOf, urlOf } from './client-command.ts'
import { addClockCommands, addSmsCommands, addSnapshotCommands } from './grouped-commands.ts'
import { addCommand, choice, flagOnly, MOST, text, toggle, whole } from './option-rows.ts'
import { CommandError } from './usage-error.ts'

const output = choice('--output <table|json>', 'how to print', ['table', 'json'] as const)
const person = text('--person <id>', 'somebody of the world')

/** Adds the commands that call a running server, and those that use the library without one. */
export const addClientCommands = (program: Command): void => {
  addServerCommands(program)
  addScriptCommands(program)
  addWeChatCommands(program)
  addClockCommands(program)
  addStateCommands(program)
  addSnapshotCommands(program)
  addSmsCommands(program)
  addFixtureCommands(program)
  addOpenApiCommand(program)
  addCertificateCommand(program)
}

const addServerCommands = (program: Command): void => {
  const command = clientCommands(program)
  command(
    'wait',
    'wait until a server is ready',
    async ({ given }) => {
      const { waitUntilReady } = await import('./client-actions.ts')
      await waitUntilReady(urlOf(given), given.timeout ?? 30)
    },
    { timeout: whole('--timeout <seconds>', 'how long', [0, 86_400]) },
  )
  command(
    'reset',
    'world, journal, stubs, clock and the rest of a tenant back to the start',
    ({ client }) => client().reset(),
  )
  command(
    'requests',
    'print the journal',
    async ({ client, given }) => {
      const { showRequests } = await import('./requests.ts')
      const { follow = false, limit = 50, secrets = false, body = false } = given
      await showRequests(client(), {
        follow,
        limit,
        secrets,
        body,
        api: given.api,
        case: given.case,
        status: given.status,
        language: languageOf(given.lang, process.env),
        json: given.output === 'json',
      })
    },
    {
      follow: toggle('-f, --follow', 'print what comes from now on'),
      limit: whole('--limit <n>', 'most entries to print', [1, MOST]),
      secrets: toggle('--secrets', 'passwords, tokens and the like unmasked, in json'),
      body: toggle('--body', 'headers and bodies, too'),
      api: text('--api <name>', 'of this API only'),
      case: text('--case <name>', 'answered with this case only'),
      status: whole('--status <n>', 'answered with this HTTP status only', [100, 999]),
      lang,
      output,
    },
  )
}

const addScriptCommands = (program: Command): void => {
  const command = clientCommands(program)
  command(
    'cases [api]',
    'list every answer there is, and how often it was given',
    async ({ given, words: [api] }) => {
      const { showCases } = await import('./client-actions.ts')
      await showCases(api, given, {
        language: languageOf(given.lang, process.env),
        json: given.output === 'json',
      })
    },
    { output, lang },
  )
  command(
    'use [case|none...]',
    'answer every call with a case, or with several in turn, until told otherwise; alone: print what is in use',
    async ({ client, given, words }) => {
      const { useCase } = await import('./client-actions.ts')
      await useCase(words, given, client())
    },
    {
      api: text('--api <name>', 'this API only'),
      times: whole('--times <n>', 'so many calls', [1, MOST]),
    },
  )
  command(
    'encrypt',
    'make encryptedData and iv as a phone would send them',
    async ({ client, given: { person: who, phone, appId, sessionKey } }) => {
      const pair = await client().wechat.encrypt({ person: who, phone, appId, sessionKey })
      process.stdout.write(`${JSON.stringify(pair, null, 2)}\n`)
    },
    {
      person,
      phone: text('--phone <number>', 'phone number to encrypt'),
      appId: text('--app-id <id>', 'app id to encrypt for'),
      sessionKey: choice('--session-key <which>', 'of this login, or of the one before', [
        'current',
        'previous',
      ] as const),
    },
  )
}

const addWeChatCommands = (program: Command): void => {
  const command = clientCommands(program)
  command(
    'login-as <person>',
    "put the phone in somebody's hand: an id of the world's people",
    async ({ client, words: [who] }) => {
      const held = await client().wechat.loginAs(who)
      process.stdout.write(`${held ?? 'nobody'} holds the phone\n`)
    },
  )
  command(
    'sign',
    'with --code: the signature of an offiaccount-auth-login; else rawData, signature, encryptedData and iv as wx.getUserProfile would give them',
    async ({ client, given: { person: who, appId, code, userDomain, secret } }) => {
      if (code !== undefined || userDomain !== undefined || secret !== undefined) {
        const { signatureOfLogin } = await import('./client-actions.ts')
        const login = { appId, code, person: who, userDomain, secret }
        process.stdout.write(`${await signatureOfLogin(login, client())}\n`)
        return
      }
      const signed = await client().wechat.sign({ person: who, appId })
      process.stdout.write(`${JSON.stringify(signed, null, 2)}\n`)
    },
    {
      person,
      appId: text('--app-id <id>', 'app id to sign for'),
      code: text('--code <code>', 'login code to sign'),
      userDomain: text('--user-domain <id>', 'whose secret signs the code; C.DM.10271.5'),
      secret: text('--secret <text>', 'the secret itself'),
    },
  )
}

const addStateCommands = (program: Command): void => {
  const command = clientCommands(
    program.command('state').description("export or import a tenant's world"),
  )
  command(
    'export [file]',
    'write the world to a file, or to stdout',
    async ({ client, words: [file] }) => {
      const { exportState } = await import('./client-actions.ts')
      await exportState(file, client())
    },
  )
  command(
    'import <file>',
    'put a world, or all of a state file, in place of what there is',
    async ({ client, words: [file = ''] }) => {
      const { importState } = await import('./client-actions.ts')
      await importState(file, client())
    },
  )
}

const addOpenApiCommand = (program: Command): void => {
  const rows = {
    api: flagOnly(text('--api <name>', 'this API only')),
    format: flagOnly(
      choice('--format <json|yaml>', 'default json, or what the file name says', [
        'json',
        'yaml',
      ] as const),
    ),
    openapi: flagOnly(choice('--openapi <3.1|3.0>', 'version of OpenAPI', ['3.1', '3.0'] as const)),
    file: flagOnly(text('--output <file>', 'write it to a file')),
  }
  addCommand(
    program,
    'openapi',
    'print the OpenAPI document of the APIs; needs no server',
    rows,
    async ({ api, format, openapi, file }) => {
      const { writeOpenApi } = await import('./documents.ts')
      await writeOpenApi({ api, format, version: openapi, output: file })
    },
  )
}

const addCertificateCommand = (program: Command): void => {
  const rows = {
    certDir: text('--cert-dir <folder>', 'where it is kept; by default beside the state file'),
    state: text('--state <file>', 'file that keeps the worlds'),
    file: text('--output <file>', 'write it to a file: DER for .der and .cer, else PEM'),
  }
  addCommand(
    program,
    'certificate',
    'print the certificate to trust for --https, made if there is none; needs no server',
    rows,
    async ({ file, ...where }) => {
      const { showCertificate } = await import('./documents.ts')
      await showCertificate({ ...where, output: file })
    },
  )
}

const addFixtureCommands = (program: Command): void => {
  program
    .command('fixtures')
    .description('work on fixtures')
    .command('check <file...>')
    .description('say what is wrong with fixture files or folders')
    .action(async (files: string[]) => {
      const { fixtureProblems } = await import('../server/check-options.ts')
      const problems = await fixtureProblems(files)
      if (problems.length > 0) throw new CommandError(problems.join('\n'))
      process.stdout.write(`${files.join(', ')}: good\n`)
    })
}
