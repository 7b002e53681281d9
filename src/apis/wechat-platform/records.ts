import { defineCollection } from '../../core/records.ts'
import {
  boolean,
  integer,
  list,
  oneOf,
  required,
  shape,
  string,
  type Infer,
} from '../../core/schema.ts'

/** The list of apps that are registered at WeChat (docs/spec/wechat-platform.md#world). */
export const apps = defineCollection({
  name: 'apps',
  key: 'appId',
  shape: shape('WeChatApp', {
    appId: required(string({ about: 'such as wx0123456789abcdef' })),
    secret: string({ about: 'absent: any is right' }),
    kind: oneOf(
      'WeChatAppKind',
      { miniprogram: 0, officialAccount: 1, website: 2, mobile: 3 },
      { about: 'miniprogram by default' },
    ),
    redirectDomain: list(string(), {
      about: 'host that redirect_uri must have, or a list of hosts; absent: any',
      orOne: true,
    }),
    ipWhitelist: list(string(), { about: 'addresses that may ask for access tokens; absent: any' }),
    frozenSecret: boolean({ about: 'WeChat answers 40243' }),
  }),
  indexes: {},
})
export type App = Infer<typeof apps.shape>

const instant = (about: string) => string({ about: `${about} (ISO 8601)`, instant: true })

/**
 * The list of tokens that WeChat issued: for a person to the back end of a web page, or to an app for itself.
 */
export const wechatTokens = defineCollection({
  name: 'wechatTokens',
  key: 'token',
  limit: 10_000,
  shape: shape('WeChatToken', {
    token: required(string()),
    kind: string({ about: 'access and refresh for a person, app for the app itself' }),
    appId: string(),
    openId: string({ about: 'of the person' }),
    unionId: string(),
    scope: string({ about: 'snsapi_base, snsapi_userinfo or snsapi_login' }),
    snapshot: boolean({ about: 'the person stayed anonymous' }),
    access: string({ about: 'of a refresh token: the access token it goes with' }),
    expiresAt: instant('end of its life'),
    replacedAt: instant('when another took its place'),
  }),
  indexes: {},
})
export type WeChatToken = Infer<typeof wechatTokens.shape>

/** The list of what WeChat stores about the tokens of each app. */
export const appTokens = defineCollection({
  name: 'appTokens',
  key: 'appId',
  limit: 10_000,
  shape: shape('AppTokens', {
    appId: required(string()),
    issued: integer({ about: 'tokens and tickets given so far' }),
    token: string({ about: 'the latest of /cgi-bin/token' }),
    stableToken: string({ about: 'the latest of /cgi-bin/stable_token' }),
    forcedAt: list(instant('a forced refresh'), { about: 'forced refreshes of the last day' }),
    ticket: string({ about: 'the jsapi ticket' }),
    ticketExpiresAt: instant('end of its life'),
  }),
  indexes: {},
})
export type AppTokens = Infer<typeof appTokens.shape>

/** The settings of `site` that WeChat reads. */
export const site = shape('WeChatSite', {
  holdsPhone: string({
    about: 'id of the person who holds the phone; default the first of the people',
  }),
  denyRedirects: boolean({
    about:
      'denying comes back with `state` alone, as in older documents; default a closed page, or what --wechat-deny says',
  }),
})
