import { apis } from '../../src/apis/index.ts'
import type { ExampleRequest } from '../../src/core/api.ts'

/** What an answer has told: that there is this record, and this token. */
export interface Told {
  /** A list of the world, its key, and the record's. */
  readonly list: string
  readonly key: string
  readonly id: string
  /** Absent where the mock does not keep it. */
  readonly token?: string
}

/** Logging in over one API as somebody who was never there. */
interface Way {
  readonly request: (n: number) => ExampleRequest
  readonly told: (answer: Answer) => Told
}

/** Of the five APIs' answers, what is looked at. */
interface Answer {
  readonly lui: string
  readonly luk: string
  readonly data: {
    readonly customerId: string
    readonly id: string
    readonly accessToken: string & { readonly token: string }
    readonly token: string
  }
  readonly Data: { readonly userId: string; readonly access_token: string }
}

const example =
  (api: string, as: (n: number) => Readonly<Record<string, unknown>>) =>
  (n: number): ExampleRequest => {
    const [operation] = apis.find(({ name }) => name === api)?.operations ?? []
    if (operation === undefined) throw new Error(`There is no API ${api}.`)
    return operation.example(as(n))
  }

/** The payload of a JSON Web Token. */
const payloadOf = (token: string): { readonly uid: string } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { uid: string }

const ways: readonly Way[] = [
  {
    request: example('app-authorization', (n) => ({ openId: `o-${n}`, unionId: `u-${n}` })),
    told: ({ data: { customerId: id, accessToken: token } }) => ({
      ...{ list: 'customers', key: 'customerId' },
      ...{ id, token },
    }),
  },
  {
    request: example('small-app-login', (n) => ({ code: `code-${n}`, phoneString: '' })),
    told: ({ lui: id, luk: token }) => ({ list: 'members', key: 'lui', id, token }),
  },
  {
    request: example('third-part-signup', (n) => ({
      ...{ ThirdPartID: `u-${n}`, ThirdPartID2: `o-${n}` },
      Mobile: String(13_000_000_000 + n),
    })),
    told: ({ Data: { userId: id, access_token: token } }) => ({
      ...{ list: 'accounts', key: 'userId' },
      ...{ id, token },
    }),
  },
  {
    request: example('offiaccount-auth-login', (n) => ({ code: `code-${n}` })),
    told: ({ data }) => ({
      ...{ list: 'endUsers', key: 'uid' },
      id: payloadOf(data.accessToken.token).uid,
    }),
  },
  {
    request: example('app-mini-user-auth', (n) => ({ authcode: `code-${n}` })),
    told: ({ data: { id, token } }) => ({ list: 'shopxoUsers', key: 'id', id, token }),
  },
]

/** What a list has of each login only once, beside its key. */
export const identities: Readonly<Record<string, string>> = {
  people: 'openId',
  customers: 'openId',
  members: 'person',
  accounts: 'thirdPartId2',
  endUsers: 'openId',
  shopxoUsers: 'weixin_openid',
}

/** The n-th person logs in. Undefined when no whole answer came; throws for one that is no success. */
export const logIn = async (url: string, n: number): Promise<Told | undefined> => {
  const way = ways[n % ways.length]
  if (way === undefined) return undefined
  const { request, told } = way
  const { method, target, headers, body } = request(n)
  const text = await textOf(`${url}${target}`, {
    method,
    headers: { ...headers },
    ...(body === '' ? {} : { body }),
  })
  if (text === undefined) return undefined
  const answer = JSON.parse(text) as Answer & { readonly title?: string }
  if (answer.title !== undefined || typeof told(answer).id !== 'string')
    throw new Error(`No login: ${text}`)
  return told(answer)
}

/** Something of three kinds is changed over the admin API. */
export const change = async (adminUrl: string, n: number): Promise<Told | undefined> => {
  const ask = async (method: string, path: string, body: object) =>
    textOf(`${adminUrl}/${path}`, { method, body: JSON.stringify(body) })
  const [person, mobile] = [`admin-${n}`, String(14_000_000_000 + n)]
  if (n % 3 === 0) {
    const text = await ask('PATCH', 'world', { people: [{ id: person }] })
    return text?.includes(`"${person}"`) === true
      ? { list: 'people', key: 'id', id: person }
      : undefined
  }
  if (n % 3 === 1) {
    const text = await ask('POST', 'sms', { mobile })
    return text === undefined || text.includes('"title"')
      ? undefined
      : { list: 'smsCodes', key: 'mobile', id: mobile }
  }
  const text = await ask('POST', 'wechat/codes', {})
  if (text?.includes('"code"') !== true) return undefined
  return { list: 'codes', key: 'code', id: (JSON.parse(text) as { code: string }).code }
}

/** A whole answer; undefined when the server was gone before. */
const textOf = async (url: string, request: RequestInit): Promise<string | undefined> => {
  try {
    const response = await fetch(url, request)
    return await response.text()
  } catch {
    return undefined
  }
}
