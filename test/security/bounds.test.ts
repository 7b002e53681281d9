import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { defaultLimits, type Limits } from '../../src/http/limits.ts'
import { mockRows } from '../../src/cli/serve-options.ts'
import { rawRequest } from '../http/raw-client.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const KEPT = '00000000-0000-4000-8000-000000000001'
const LOGIN = '/api/Customer/AppAuthorization'
const SIGN_UP = '/api/Account/SignupByThirdPart'

/** How a limit is reached, once; and the only line that the log has then. */
interface Reached {
  readonly limits: Partial<Limits>
  readonly reach: (mock: AttackedMock) => Promise<unknown>
  /** Absent: an idle connection's end is no refusal. */
  readonly line?: string
}

const holding = async (mock: AttackedMock, bytes: string): Promise<Socket> => {
  const socket = connect(mock.server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(bytes, resolve))
  return socket
}

/** Resolves when the mock has done what there was to do: it answers in order. */
const settled = async (mock: AttackedMock): Promise<void> => {
  await mock.admin('GET', 'livez')
}

/** Resolves when the mock has ended the connection. */
const ended = async (socket: Socket): Promise<void> => {
  socket.resume()
  // A reset ends it as well: which of the two comes depends on what was still on its way.
  socket.on('error', () => undefined)
  if (!socket.closed)
    await new Promise((resolve) => {
      socket.once('close', resolve)
    })
}

const post = (target: string, body: string) => rawRequest('POST', target, {}, body)

const upload = (length: number, sent: number) =>
  `POST ${LOGIN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(sent)}`

// A limit without a row here does not compile.
const reached: Readonly<Record<keyof Limits, Reached>> = {
  bodyBytes: {
    limits: { bodyBytes: 10 },
    reach: async (mock) => {
      const { status } = await mock.ask('POST', LOGIN, {}, 'x'.repeat(11))
      // IIS hides its 413 behind this page (404.13).
      expect(status).toBe(404)
    },
    line: `warn request body over the limit: POST ${LOGIN}`,
  },
  uploadBytes: {
    limits: { uploadBytes: 200_000 },
    reach: async (mock) => {
      const held = await holding(mock, upload(300_000, 150_000))
      await settled(mock)
      const { text } = await mock.raw(upload(300_000, 150_000), (so_far) => so_far.endsWith('}'))
      expect(text).toMatch(/^HTTP\/1\.1 503 [^]*raise --upload-bytes/)
      held.destroy()
      await once(held, 'close')
      // What the other held is free again.
      const { status } = await mock.ask('POST', LOGIN, {}, 'x'.repeat(150_000))
      expect(status).not.toBe(503)
    },
    line: `warn bodies being received over the limit: POST ${LOGIN}`,
  },
  headerBytes: {
    limits: { headerBytes: 1_000 },
    reach: async (mock) => {
      const { text } = await mock.raw(rawRequest('GET', LOGIN, { 'X-A': 'x'.repeat(1_000) }))
      expect(text).toContain('<h2>Bad Request - Request Too Long</h2>')
    },
    line: 'warn malformed request refused: Header overflow',
  },
  headerCount: {
    limits: { headerCount: 5 },
    reach: async (mock) => {
      const many = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`X-${at}`, 'x']))
      expect((await mock.ask('GET', LOGIN, many)).status).toBe(431)
    },
    line: `warn too many headers: GET ${LOGIN}`,
  },
  urlBytes: {
    limits: { urlBytes: 50 },
    reach: async (mock) => {
      const { text } = await mock.ask('GET', `${LOGIN}?${'x'.repeat(50)}`)
      expect(text).toMatch(/^HTTP\/1\.1 (?:404|414) /)
    },
    line: `warn request target over the limit: GET ${LOGIN}`,
  },
  jsonDepth: {
    limits: { jsonDepth: 3 },
    reach: async (mock) => {
      expect((await mock.admin('POST', 'mappings', '[[[]]]')).status).toBe(422)
      expect((await mock.admin('POST', 'mappings', '[[[[]]]]')).status).toBe(400)
    },
    line: 'warn admin body over the limit: POST /__admin/mappings',
  },
  xmlDepth: {
    limits: { xmlDepth: 3 },
    reach: async (mock) => {
      const errors = async (depth: number) => {
        const inner = `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`
        const root = 'ThirdPartSignupDTO'
        const xml = `<${root} xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs">${inner}</${root}>`
        const headers = { 'Content-Type': 'application/xml', Accept: 'application/json' }
        return (await mock.ask('POST', SIGN_UP, headers, xml)).body
      }
      expect(await errors(2)).toContain('The ThirdPartID field is required.')
      expect(await errors(3)).toBe(
        '{"Message":"The request is invalid.","ModelState":{"dto":["An error has occurred."]}}',
      )
    },
    line: `warn XML levels over the limit: POST ${SIGN_UP}`,
  },
  formFields: {
    limits: { formFields: 3 },
    reach: async (mock) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const errors = async (form: string) => (await mock.ask('POST', SIGN_UP, headers, form)).body
      expect(await errors('a=1&b=2&c=3')).toContain('The ThirdPartID field is required.')
      expect(await errors('a=1&b=2&c=3&d=4')).toBe(
        '{"Message":"The request is invalid.","ModelState":{"dto":["An error has occurred."]}}',
      )
    },
    line: `warn form fields over the limit: POST ${SIGN_UP}`,
  },
  journalEntries: {
    limits: { journalEntries: 3 },
    reach: async (mock) => {
      for (let at = 0; at < 9; at++) await mock.ask('GET', `/${at}`)
      const { body } = await mock.admin('GET', 'requests')
      const { requests } = JSON.parse(body) as { requests: { request: { url: string } }[] }
      expect(requests.map(({ request }) => request.url)).toEqual(['/8', '/7', '/6'])
    },
    line: 'info journal of tenant default full: from now on it forgets its oldest entries',
  },
  journalBytes: {
    limits: { journalBytes: 20_000 },
    reach: async (mock) => {
      // Bodies, targets and headers alike.
      for (let at = 0; at < 9; at++) {
        await mock.ask('POST', '/a', {}, 'x'.repeat(5_000))
        await mock.ask('GET', `/${'x'.repeat(5_000)}`)
        await mock.ask('GET', '/a', { 'X-A': 'x'.repeat(5_000) })
      }
      const { body } = await mock.admin('GET', 'requests')
      const { requests } = JSON.parse(body) as { requests: unknown[] }
      expect(requests.length).toBeLessThan(4)
      expect(requests.length).toBeGreaterThan(0)
    },
    line: 'info journal of tenant default full: from now on it forgets its oldest entries',
  },
  journalTotalBytes: {
    limits: { journalTotalBytes: 100_000 },
    reach: async (mock) => {
      for (let at = 0; at < 20; at++)
        await mock.ask('POST', `/t/big${LOGIN}`, {}, 'x'.repeat(5_000))
      for (let at = 0; at < 20; at++) await mock.ask('GET', `/t/small-${at % 4}${LOGIN}`)
      const kept = async (tenant: string) => {
        const { body } = await mock.ask('GET', `/t/${tenant}/__admin/requests`)
        return (JSON.parse(body) as { requests: unknown[] }).requests.length
      }
      // The one that keeps most gives way, not those that keep little.
      for (let at = 0; at < 4; at++) expect(await kept(`small-${at}`)).toBe(5)
      expect(await kept('big')).toBeLessThan(15)
      expect(await kept('big')).toBeGreaterThan(0)
    },
    line: 'info journal of tenant big full: from now on it forgets its oldest entries',
  },
  tenants: {
    limits: { tenants: 2 },
    reach: async (mock) => {
      for (const key of ['a', 'b', 'c']) await mock.ask('POST', `/t/${key}${LOGIN}`)
      const { body } = await mock.ask('GET', '/t/c/__admin/tenants')
      expect(JSON.parse(body)).toEqual({ tenants: ['b', 'c'] })
    },
    line: 'warn tenant a dropped: it was idle longest of 2',
  },
  records: {
    limits: { records: 5 },
    reach: async (mock) => {
      const people = Array.from({ length: 9 }, (_, at) => ({ id: `p${at}` }))
      expect((await mock.admin('PATCH', 'world', { people })).status).toBe(200)
      const { body } = await mock.admin('GET', 'world')
      const kept = (JSON.parse(body) as { people: { id: string }[] }).people
      expect(kept.map(({ id }) => id)).toEqual(['p4', 'p5', 'p6', 'p7', 'p8'])
    },
    line: 'info people of tenant default full: from now on the oldest are dropped',
  },
  worldBytes: {
    limits: { worldBytes: 200_000 },
    reach: async (mock) => {
      const people = (id: string, length: number) => ({
        people: [{ id, nickname: 'x'.repeat(length) }],
      })
      const patch = (id: string, length: number) => mock.admin('PATCH', 'world', people(id, length))
      expect((await patch('a', 120_000)).status).toBe(200)
      // In the place of another that is as large.
      expect((await patch('a', 120_000)).status).toBe(200)
      const { status, body } = await patch('b', 120_000)
      expect([status, body]).toEqual([409, expect.stringContaining('raise --world-bytes')])
      expect((await mock.admin('GET', 'world')).body).not.toContain('"b"')
      // What goes gives its room back.
      expect((await mock.admin('PUT', 'world', people('b', 120_000))).status).toBe(200)
    },
    line: 'warn change of a world refused: PATCH /__admin/world: no room',
  },
  codes: {
    limits: { codes: 3 },
    reach: async (mock) => {
      const codes: string[] = []
      for (let at = 0; at < 9; at++) {
        const { body } = await mock.admin('POST', 'wechat/codes', {})
        codes.push((JSON.parse(body) as { code: string }).code)
      }
      const { body } = await mock.admin('GET', 'world')
      const kept = (JSON.parse(body) as { codes: { code: string }[] }).codes
      expect(kept.map(({ code }) => code)).toEqual(codes.slice(-3))
    },
    line: 'info codes of tenant default full: from now on the oldest are dropped',
  },
  tokens: {
    limits: { tokens: 3 },
    reach: async (mock) => {
      const tokens: string[] = []
      for (let at = 0; at < 9; at++) {
        const type = { 'Content-Type': 'application/json' }
        const { body } = await mock.ask('POST', LOGIN, type, JSON.stringify({ openId: `o${at}` }))
        tokens.push((JSON.parse(body) as { data: { accessToken: string } }).data.accessToken)
      }
      const active = async (token = '') => {
        const { body } = await mock.admin('POST', 'tokens/introspect', { token })
        return (JSON.parse(body) as { active: boolean }).active
      }
      expect([await active(tokens[5]), await active(tokens[6])]).toEqual([false, true])
    },
    line: 'info tokens of tenant default full: from now on the oldest are dropped',
  },
  snapshots: {
    limits: { snapshots: 1 },
    reach: async (mock) => {
      expect((await mock.admin('PUT', 'snapshots/a')).status).toBe(200)
      const { status, body } = await mock.admin('PUT', 'snapshots/b')
      expect([status, body]).toEqual([409, expect.stringContaining('raise --snapshots')])
    },
    line: 'warn snapshot refused: 1 are there already',
  },
  snapshotBytes: {
    limits: { snapshotBytes: 200_000 },
    reach: async (mock) => {
      const world = { people: [{ id: 'a', nickname: 'x'.repeat(120_000) }] }
      const put = (tenant: string) =>
        mock.ask('PUT', `/t/${tenant}/__admin/snapshots/s`, {}, JSON.stringify(world))
      expect((await put('ann')).status).toBe(200)
      expect((await put('ann')).status).toBe(200)
      const { status, body } = await put('bob')
      expect([status, body]).toEqual([409, expect.stringContaining('raise --snapshot-bytes')])
      // What goes gives its room back.
      expect((await mock.admin('DELETE', 'tenants/ann')).status).toBe(200)
      expect((await put('bob')).status).toBe(200)
    },
    line: 'warn snapshot refused: snapshots would be over 200000 bytes',
  },
  stubs: {
    limits: { stubs: 2 },
    reach: async (mock) => {
      const stub = { request: { urlPath: '/a' }, response: { status: 200 } }
      const all = (...mappings: unknown[]) => mock.admin('POST', 'mappings/import', { mappings })
      expect((await all(stub, { ...stub, id: KEPT })).status).toBe(200)
      expect((await mock.admin('PUT', `mappings/${KEPT}`, stub)).status).toBe(200)
      expect((await all({ ...stub, id: KEPT })).status).toBe(200)
      const { status, body } = await mock.admin('POST', 'mappings', stub)
      expect([status, body]).toEqual([422, expect.stringContaining('raise --stubs')])
      const { body: listed } = await mock.admin('GET', 'mappings')
      expect((JSON.parse(listed) as { meta: unknown }).meta).toEqual({ total: 2 })
    },
    line: "warn stub refused: 2 are a tenant's most",
  },
  stubBytes: {
    limits: { stubBytes: 1_000_000 },
    reach: async (mock) => {
      const stub = (tenant: string, body: string) =>
        mock.ask(
          'POST',
          `/t/${tenant}/__admin/mappings`,
          {},
          JSON.stringify({ request: { urlPath: '/a' }, response: { body } }),
        )
      expect((await stub('ann', 'x'.repeat(200_000))).status).toBe(201)
      const { status, body } = await stub('bob', 'x'.repeat(400_000))
      expect([status, body]).toEqual([422, expect.stringContaining('raise --stub-bytes')])
      expect((await stub('bob', 'x'.repeat(100_000))).status).toBe(201)
      // What goes gives its room back.
      expect((await mock.admin('DELETE', 'tenants/ann')).status).toBe(200)
      expect((await stub('bob', 'x'.repeat(300_000))).status).toBe(201)
    },
    line: 'warn stub refused: stubs would be over 1000000 bytes',
  },
  connections: {
    limits: { connections: 2 },
    reach: async (mock) => {
      const held = [await holding(mock, ''), await holding(mock, '')]
      expect((await mock.raw(rawRequest('GET', LOGIN))).text).toBe('')
      for (const socket of held) socket.destroy()
    },
    line: 'warn connection refused: 2 are open already',
  },
  sseClients: {
    limits: { sseClients: 1 },
    reach: async (mock) => {
      const follow = () =>
        mock.raw(rawRequest('GET', '/__admin/events'), (text) => /\n\n|\}$/.test(text))
      const held = await holding(mock, rawRequest('GET', '/__admin/events'))
      await settled(mock)
      expect((await follow()).text).toMatch(/^HTTP\/1\.1 503 [^]*raise --sse-clients/)
      held.destroy()
      await once(held, 'close')
      await settled(mock)
      expect((await follow()).text).toMatch(/^HTTP\/1\.1 200 /)
    },
    line: 'warn event listener refused: 1 are there already',
  },
  sseBytes: {
    limits: { sseBytes: 100_000, journalBytes: 100_000_000 },
    reach: async (mock) => {
      const deaf = await holding(mock, rawRequest('GET', '/__admin/events'))
      deaf.pause()
      await settled(mock)
      // The kernel's buffers take the first megabytes.
      for (let at = 0; at < 20; at++) await mock.ask('POST', '/a', {}, 'x'.repeat(1_000_000))
      await ended(deaf)
    },
    line: 'warn event listener dropped: over 100000 bytes are waiting for it',
  },
  delayedAnswers: {
    limits: { delayedAnswers: 2 },
    reach: async (mock) => {
      const late = rawRequest('POST', LOGIN, { Prefer: 'delay=60000' })
      const held = [await holding(mock, late + late)]
      await settled(mock)
      const { text } = await mock.raw(late, (so_far) => so_far.endsWith('}'))
      expect(text).toMatch(/^HTTP\/1\.1 503 [^]*raise --delayed-answers/)
      expect((await mock.ask('POST', LOGIN)).status).not.toBe(503)
      for (const socket of held) {
        socket.destroy()
        await once(socket, 'close')
      }
      await settled(mock)
      const soon = rawRequest('POST', LOGIN, { Prefer: 'delay=1', Connection: 'close' })
      expect((await mock.raw(soon)).text).not.toMatch(/^HTTP\/1\.1 503 /)
    },
    line: 'warn answer not delayed but refused: 2 are waiting already',
  },
  delayedBytes: {
    limits: { delayedBytes: 5_000 },
    reach: async (mock) => {
      const body = { request: { urlPath: '/big' }, response: { body: 'x'.repeat(2_000) } }
      await mock.admin('POST', 'mappings', body)
      const slow = rawRequest('GET', '/big', { Prefer: 'delay=600000' })
      // On one connection, where each waits for those before it.
      const socket = await holding(mock, slow + slow)
      const { status } = await mock.ask('GET', '/big', { Prefer: 'delay=1' })
      expect(status).toBe(503)
      socket.destroy()
      await once(socket, 'close')
      await settled(mock)
      expect((await mock.ask('GET', '/big', { Prefer: 'delay=1' })).status).toBe(200)
    },
    line: 'warn answer not delayed but refused: 5000 bytes are the most that may wait',
  },
  logLines: {
    limits: { logLines: 1 },
    reach: async (mock) => {
      for (let at = 0; at < 50; at++) await mock.ask('GET', `/${at}`, { Host: 'evil.example' })
    },
    line: 'warn host refused: GET /0',
  },
  headerTimeoutMs: {
    limits: { headerTimeoutMs: 50 },
    reach: async (mock) => {
      const { text, end } = await mock.raw('GET / HTTP/1.1\r\nHost: loc')
      expect([text, end]).toEqual(['', 'closed'])
    },
    line: 'warn client too slow: its request was not complete in time, connection closed',
  },
  bodyTimeoutMs: {
    limits: { headerTimeoutMs: 50, bodyTimeoutMs: 60 },
    reach: async (mock) => {
      const { text, end } = await mock.raw(upload(9, 3))
      expect([text, end]).toEqual(['', 'closed'])
    },
    line: 'warn client too slow: its request was not complete in time, connection closed',
  },
  keepAliveMs: {
    limits: { keepAliveMs: 50 },
    reach: async (mock) => {
      const { text, end } = await mock.raw(post(LOGIN, '{}'))
      expect(text).toMatch(/^HTTP\/1\.1 \d{3} /)
      expect(end).toBe('closed')
    },
  },
  stopMs: {
    limits: { stopMs: 50 },
    reach: async (mock) => {
      const held = await holding(mock, rawRequest('POST', LOGIN, { Prefer: 'delay=60000' }))
      await settled(mock)
      await mock.server.close()
      await ended(held)
    },
    line: 'warn 1 connections cut: not done 50 ms after the stop began',
  },
}

describe('a limit', () => {
  it.each(Object.entries(reached))(
    'is an option, holds, and is one line in the log when it is reached: %s',
    async (name, { limits, reach, line }) => {
      expect(Object.keys(mockRows)).toContain(name)
      expect(defaultLimits[name as keyof Limits]).toBeGreaterThan(0)
      const mock = await startMock({ limits })
      await reach(mock)
      expect(mock.log()).toEqual(line === undefined ? [] : [line])
    },
  )

  it.each(Object.keys(reached))('must be a whole number above 0: %s', async (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(startMock({ limits: { [name]: value } })).rejects.toThrow(
        `The limit ${name} must be a whole number above 0, not ${value}.`,
      )
  })
})

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const XML = 'application/xml'
const deepJson = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
const fields = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=`).join('&')

const parts = (count: number) =>
  `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`

const SHOP = '/api.php?s=user/appminiuserauth&application=app'
const SPRING = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

describe('a body that is read no further', () => {
  // The frameworks' own limits: nobody has to set one.
  it.each([
    [LOGIN, JSON_TYPE, deepJson(255), undefined],
    [LOGIN, JSON_TYPE, deepJson(257), 'JSON levels over the limit'],
    [SHOP, JSON_TYPE, deepJson(512), undefined],
    [SHOP, JSON_TYPE, deepJson(513), 'JSON levels over the limit'],
    [LOGIN, FORM, fields(1_000), undefined],
    [LOGIN, FORM, fields(1_001), 'form fields over the limit'],
    [SHOP, FORM, fields(1_000), undefined],
    [SHOP, FORM, fields(1_001), 'form fields over the limit'],
    [SHOP, 'multipart/form-data; boundary=b', parts(1_001), 'form fields over the limit'],
    [SPRING, FORM, fields(10_000), undefined],
    [SPRING, FORM, fields(10_001), 'form fields over the limit'],
    [LOGIN, XML, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'XML entities not taken'],
    [LOGIN, XML, '<a><![CDATA[<!DOCTYPE a []>]]></a>', undefined],
  ])('is one line in the log: %s %s', async (target, type, body, line) => {
    const mock = await startMock()
    const { text } = await mock.ask('POST', target, { 'Content-Type': type }, body)
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    const [path = ''] = target.split('?')
    expect(mock.log()).toEqual(line === undefined ? [] : [`warn ${line}: POST ${path}`])
  })

  it.each([
    [LOGIN, JSON_TYPE, deepJson(9)],
    [LOGIN, FORM, fields(9)],
    [SHOP, JSON_TYPE, deepJson(9)],
    [SHOP, FORM, fields(9)],
    [SPRING, FORM, fields(9)],
    [`${SPRING}?${fields(9)}`, JSON_TYPE, ''],
  ])('may be bounded below the frameworks: %s %s', async (target, type, body) => {
    const mock = await startMock({ limits: { jsonDepth: 8, formFields: 8 } })
    await mock.ask('POST', target, { 'Content-Type': type }, body)
    expect(mock.log()).toHaveLength(1)
  })
})

describe('slow clients', () => {
  it('are cut off in any number, and others are served meanwhile', async () => {
    const mock = await startMock({ limits: { headerTimeoutMs: 300, bodyTimeoutMs: 400 } })
    const slow = await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        holding(
          mock,
          ['', 'G', 'GET / HTTP/1.1\r\n', 'GET / HTTP/1.1\r\nX-A: ', upload(99, 3)][at % 5] ?? '',
        ),
      ),
    )
    expect((await mock.ask('POST', LOGIN)).text).toMatch(/^HTTP\/1\.1 \d{3} /)
    await Promise.all(slow.map(ended))
    expect(new Set(mock.log())).toEqual(
      new Set(['warn client too slow: its request was not complete in time, connection closed']),
    )
  })

  it('gain nothing by a byte now and then', async () => {
    const mock = await startMock({ limits: { headerTimeoutMs: 200, bodyTimeoutMs: 200 } })
    const drip = async (start: string, unit: string) => {
      const socket = await holding(mock, start)
      const timer = setInterval(() => socket.write(unit), 20)
      await ended(socket)
      clearInterval(timer)
    }
    await Promise.all([
      drip('GET / HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'),
      drip(upload(9_999, 0), 'x'),
      drip(
        `POST ${LOGIN} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`,
        '1\r\nx\r\n',
      ),
      drip('\r\n', '\r\n'),
    ])
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })
})

describe('codes and tokens', () => {
  it('expire', async () => {
    const mock = await startMock()
    const { body } = await mock.admin('POST', 'wechat/codes', { expiresInSeconds: 60 })
    const { code } = JSON.parse(body) as { code: string }
    const logIn = () =>
      mock.ask(
        'POST',
        '/api/WxSmallApp/LoginWithPhone',
        { 'Content-Type': 'application/json' },
        JSON.stringify({ code }),
      )
    expect((await logIn()).body).not.toContain('invalid code')
    await mock.admin('POST', 'clock/advance', { ms: 61_000 })
    expect((await logIn()).body).toContain('invalid code')
  })

  it('of the world are bounded: the oldest goes first', async () => {
    const mock = await startMock()
    const tokens = Array.from({ length: 10_050 }, (_, at) => ({ token: `t${at}` }))
    await mock.admin('PATCH', 'world', { tokens })
    const { body } = await mock.admin('GET', 'world')
    const kept = (JSON.parse(body) as { tokens: { token: string }[] }).tokens
    expect(kept).toHaveLength(10_000)
    expect(kept.at(-1)).toEqual({ token: 't10049' })
  })

  it('may not be made to live for ever', async () => {
    const mock = await startMock()
    for (const expiresInSeconds of [-1, 1e12, 1e308])
      expect((await mock.admin('POST', 'wechat/codes', { expiresInSeconds })).status).toBe(400)
  })
})

describe('snapshots', () => {
  it('are a hundred at most', async () => {
    const mock = await startMock()
    for (let at = 0; at < 100; at++) await mock.admin('PUT', `snapshots/s${at}`)
    expect((await mock.admin('PUT', 'snapshots/s100')).status).toBe(409)
    expect((await mock.admin('PUT', 'snapshots/s99')).status).toBe(200)
    expect(mock.log()).toEqual(['warn snapshot refused: 100 are there already'])
  })
})

describe('delays', () => {
  it('cannot be longer than ten minutes', async () => {
    const mock = await startMock()
    for (const delay of ['600001', '1e9', '-1', '99999999999999999999', 'x'])
      expect((await mock.ask('POST', LOGIN, { Prefer: `delay=${delay}` })).status).toBe(400)
    expect((await mock.admin('POST', 'settings', { fixedDelay: 600_001 })).text).toMatch(/ 4\d\d /)
    for (const response of [
      { fixedDelayMilliseconds: 600_001 },
      { chunkedDribbleDelay: { numberOfChunks: 1, totalDuration: 600_001 } },
      { chunkedDribbleDelay: { numberOfChunks: 1e9, totalDuration: 1 } },
    ])
      expect((await mock.admin('POST', 'mappings', { response })).status).toBe(422)
  })
})
