import { describe, expect, it } from 'vitest'
import { createApp, createMockServer, type MockOptions } from '../../src/index.ts'

describe('an option that cannot be', () => {
  it.each([
    [{ fixture: [] }, 'There is no option "fixture"; did you mean fixtures?'],
    [{ x: 1 }, /^There is no option "x": use one of port, host, /],
    [{ constructor: 1 }, /^There is no option "constructor"/],
    [{ port: '5013' }, "The option port must be a whole number from 0 to 65535, not '5013'."],
    [{ port: 70_000 }, 'The option port must be a whole number from 0 to 65535, not 70000.'],
    [{ strict: 'yes' }, "The option strict must be true or false, not 'yes'."],
    [
      { fixtures: 'a.yaml' },
      "The option fixtures must be a list of files, folders and fixtures, not 'a.yaml'.",
    ],
    [
      { fixtures: [null] },
      'The option fixtures must be a list of files, folders and fixtures, not [ null ].',
    ],
    [{ seed: 42 }, 'The option seed must be a text, not 42.'],
    [{ log: true }, 'The option log must be a function of level and line, not true.'],
    [{ seed: Symbol('s') }, 'The option seed must be a text, not Symbol(s).'],
    [{ limits: { tenant: 1 } }, 'There is no limit "tenant"; did you mean tenants?'],
    [{ limits: { tenants: 0 } }, 'The limit tenants must be a whole number above 0, not 0.'],
  ])('%j', async (options, message) => {
    await expect(createMockServer(options as MockOptions)).rejects.toThrow(message)
    await expect(createApp(options as MockOptions)).rejects.toThrow(message)
  })
})

describe('fixtures as objects', () => {
  it('are taken as files are, in their order', async () => {
    const server = await createMockServer({
      fixtures: [
        { clock: '2026-01-29T07:00:34Z', use: '5368' },
        { world: { people: [{ id: 'bob', nickname: '鲍勃' }] } },
      ],
    })
    expect(await server.uses()).toEqual([{ case: '5368' }])
    expect((await server.clock.get()).now).toBe('2026-01-29T07:00:34.000Z')
    expect((await server.world.get()).people?.find(({ id }) => id === 'bob')?.nickname).toBe('鲍勃')
    await server.close()
  })

  it('are refused by their place', async () => {
    const fixtures = [{}, { strubs: [] }] as MockOptions['fixtures'] & object
    await expect(createMockServer({ fixtures })).rejects.toThrow(
      'fixtures[1]: strubs is not known here; did you mean stubs?',
    )
  })
})
