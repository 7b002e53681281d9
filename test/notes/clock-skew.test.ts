import { afterAll, beforeAll, expect, it } from 'vitest'
import { openMock, type Mock } from './mock.ts'
import { login, shop, signup } from './requests.ts'

// Good for a lifetime by the real clock, whenever this is run.
const END = '2098-01-01T00:00:00.000Z'
const LATE = '2099-01-01T00:00:00.000Z'
const world = {
  codes: [{ code: 'c1', expiresAt: END }],
  smsCodes: [{ mobile: '13800138000', code: '123456', expiresAt: END }],
}

let mock: Mock
beforeAll(async () => {
  mock = await openMock({ clock: LATE })
})
afterAll(() => mock.close())

const skew = (state: string) =>
  `It expired by the mock's clock, which is ${state}: in real time it is good until ${END}; set the clock (PUT /__admin/clock) or ask for a new one.`

it.each([
  ['a code', login(), 'code'],
  ['a code of the shop', shop(), 'authcode'],
  ['an SMS code', signup(), 'VerifyCode'],
])('%s that is over by a frozen clock only', async (_name, sent, path) => {
  const { notes = [] } = await mock.tell(sent, { world })
  expect(notes.map(({ kind }) => kind)).toEqual(['code-expired', 'clock-skew'])
  expect(notes[1]).toEqual({
    kind: 'clock-skew',
    message: skew(`frozen at ${LATE}`),
    path,
    expected: `before ${END}`,
    actual: LATE,
  })
})

it('a clock that runs fast', async () => {
  await mock.admin('fast', 'PATCH', 'world', world)
  await mock.admin('fast', 'PUT', 'clock', { now: LATE, frozen: false })
  const { notes = [] } = await mock.tell(login(), { tenant: 'fast' })
  expect(notes[1]?.message).toMatch(/^It expired by the mock's clock, which is \d+ days fast: /)
})

it('nothing is to be said where the clock is right, or the code is over by the real one, too', async () => {
  const running = await openMock({ clock: '+0s' })
  expect((await running.tell(login(), { world })).notes).toEqual([])
  await running.close()
  const old = { codes: [{ code: 'c1', expiresAt: '2020-01-01T00:00:00Z' }] }
  const { notes = [] } = await mock.tell(login(), { world: old })
  expect(notes.map(({ kind }) => kind)).toEqual(['code-expired'])
})
