import { offiaccountAuthLogin } from '../../../src/apis/offiaccount-auth-login/index.ts'
import { speakTo, type Answer, type Asked, type OneApi } from '../../support/one-api.ts'
import { createServices, type TestServices } from '../../support/services.ts'

export const secret = '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22'

/** What the seed has of this API. */
export const seed = {
  userDomains: [
    { userDomain: 'C.DM.10271.5', secret, status: 'enabled' },
    { userDomain: 'C.DM.10272.1', secret: 'disabled-secret', status: 'disabled' },
    { userDomain: 'E.DM.20011.3', secret: 'european-secret', status: 'enabled' },
  ],
  people: [
    {
      id: 'li',
      openId: 'o-li',
      nickname: '李雷',
      phone: '13800138000',
      avatar: 'https://img/li.png',
    },
  ],
  endUsers: [{ uid: 'C131362', openId: 'o-li', userDomain: 'C.DM.10271.5', nickname: '李雷' }],
}

export interface Platform extends Pick<OneApi, 'call' | 'ask'> {
  readonly services: TestServices
  /** The answer of a case, forced. */
  readonly force: (name: string, asked: Asked) => Answer
}

/** One tenant that serves this API only, spoken to without a socket. */
export const createPlatform = (options: Parameters<typeof createServices>[0] = {}): Platform => {
  const services = createServices({ collections: offiaccountAuthLogin.collections, ...options })
  services.world.patch(seed)
  if (options.data !== undefined) services.world.patch(options.data)
  const api = speakTo(offiaccountAuthLogin, services)
  return {
    services,
    call: api.call,
    ask: api.ask,
    force: (name, asked) => {
      const answer = api.force(name, asked)
      if (answer === undefined) throw new Error(`${name} cannot be forced here.`)
      return answer
    },
  }
}
