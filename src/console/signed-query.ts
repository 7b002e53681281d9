import type { Parameter } from './operations.ts'
import { client } from './server.ts'
import { sha256 } from './sha256.ts'

type Values = Readonly<Record<string, string>>

/** What 002's signature is made of, with the secret of the user domain. */
const signed = ['appId', 'code', 'userDomain']

export const isSigned = (parameters: readonly Parameter[]): boolean =>
  ['signature', ...signed].every((wanted) => parameters.some(({ name }) => name === wanted))

/** A signature is of the other values: when one of them changes it is made anew, unless it was typed. */
export const withoutOldSignature = (before: Values, after: Values): Values =>
  before['signature'] === after['signature'] && signed.some((name) => before[name] !== after[name])
    ? { ...after, signature: '' }
    : after

/** 002's signature, where it is empty: SHA-256 of appId, code and the secret that the world has for the user domain. */
export const signedQuery = async (values: Values): Promise<Values> => {
  if (values['signature'] !== '') return values
  const world = await client.value.call('getWorld')
  const domain = world.userDomains?.find((one) => one.userDomain === values['userDomain'])
  const text = `${values['appId'] ?? ''}${values['code'] ?? ''}${domain?.secret ?? ''}`
  return { ...values, signature: sha256(text) }
}
