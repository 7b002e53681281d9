import { expect, it } from 'vitest'
import { open } from './sample-worlds.ts'

it('sends four digits that live five minutes', async () => {
  const { services, sms, clock } = (await open()).of('default')
  expect(services.sms.check('13800000001', '123456')).toBe('unknown')
  const code = services.sms.send('13800000001')
  expect(code).toMatch(/^\d{4}$/)
  expect(sms.messages()).toEqual([
    {
      mobile: '13800000001',
      code,
      sentAt: '2026-01-29T07:00:34.000Z',
      expiresAt: '2026-01-29T07:05:34.000Z',
    },
  ])
  expect(services.sms.check('13800000001', code)).toBe('ok')
  expect(services.sms.check('13800000001', `${code}0`)).toBe('wrong')
  clock.advance(300_000)
  expect(services.sms.check('13800000001', code)).toBe('expired')
  expect(services.sms.check('13800000001', '')).toBe('wrong')
  expect(services.sms.send('13800000001')).not.toBe(code)
})

it('sends what it is told to, and reads what a fixture says', async () => {
  const { sms, patch } = (await open()).of('default')
  expect(sms.deliver('13800000002', '0000')).toMatchObject({ code: '0000' })
  patch({ smsCodes: [{ mobile: '13800000003', code: '1' }, { mobile: '13800000004' }] })
  expect(sms.check('13800000002', '0000')).toBe('ok')
  expect(sms.check('13800000003', '1')).toBe('ok')
  expect(sms.check('13800000004', '')).toBe('unknown')
  expect(sms.messages().slice(1)).toEqual([
    { mobile: '13800000003', code: '1', sentAt: '', expiresAt: '' },
    { mobile: '13800000004', code: '', sentAt: '', expiresAt: '' },
  ])
})
