import { expect, it } from 'vitest'
import { signatureOfLogin } from '../../src/cli/client-actions.ts'
import { createMockServer } from '../../src/index.ts'

const login = { appId: 'wx0123456789abcdef', code: '081AbCdEfGhIjKlMnOpQrStUvWxYz012' }
const signature = '4d61410df13d2ddab9dac98b903c4a410ed55ab218c196230461260916ba43d4'
const secret = '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22'

it('signs a login with the secret of a user domain, or with a given one', async () => {
  await using mock = await createMockServer()
  expect(await signatureOfLogin(login, mock)).toBe(signature)
  expect(await signatureOfLogin({ ...login, userDomain: 'C.DM.10271.5' }, mock)).toBe(signature)
  expect(await signatureOfLogin({ ...login, userDomain: 'none', secret }, mock)).toBe(signature)
  await expect(signatureOfLogin({ ...login, userDomain: 'C.DM.1.1' }, mock)).rejects.toThrow(
    /^--user-domain "C.DM.1.1" is none of the world: use one of C.DM.10271.5, /,
  )
})

it.each([
  [{ code: 'c' }, '--app-id is missing: it is part of what is signed.'],
  [{ appId: 'a' }, '--code is missing: it is part of what is signed.'],
  [
    { ...login, person: 'li-na' },
    '--person and --code do not go together: a login is signed of its code.',
  ],
])('refuses %o', async (given, sentence) => {
  await using mock = await createMockServer()
  await expect(signatureOfLogin(given, mock)).rejects.toThrow(sentence)
})
