// Generated from the APIs' own tables by `npm run client:types`: do not edit.

/**
 * The APIs and the names of their cases. A server with an API of your own has more: declare it with
 * `declare module 'wechat-login-mock/client' { interface Apis { 'my-api': { cases: 'success' | … } } }`.
 */
export interface Apis {
  /** 微信移动APP用户授权 */
  readonly 'app-authorization': {
    readonly cases:
      | 'success'
      | 'openid-empty'
      | 'invalid-model'
      | 'malformed-body'
      | 'account-locked'
      | 'documented'
      | 'unsupported-media-type'
      | 'method-not-allowed'
      | 'not-found'
      | 'null-body'
      | 'server-error'
      | 'no-route'
      | 'request-too-large'
      | 'uri-too-long'
  }
  /** 微信小程序登录(phase2),根据小程序code+phone+user登录系统 */
  readonly 'small-app-login': {
    readonly cases:
      | 'success'
      | 'phone-required'
      | 'code-empty'
      | 'phone-undecryptable'
      | 'code-invalid'
      | 'code-used'
      | 'appid-missing'
      | 'rate-limited'
      | 'system-error'
      | 'wechat-unreachable'
      | 'wechat-empty'
      | 'wechat-unreadable'
      | 'wechat-incomplete'
      | 'malformed-body'
      | 'invalid-model'
      | 'documented'
      | 'unsupported-media-type'
      | 'method-not-allowed'
      | 'not-found'
      | 'null-body'
      | 'server-error'
      | 'no-route'
      | 'request-too-large'
      | 'uri-too-long'
  }
  /** 第三方注册 */
  readonly 'third-part-signup': {
    readonly cases:
      | 'success'
      | 'mobile-empty'
      | 'mobile-undecryptable'
      | 'mobile-invalid'
      | 'verify-code-empty'
      | 'verify-code-wrong'
      | 'verify-code-expired'
      | 'password-length'
      | 'third-party-taken'
      | 'mobile-taken'
      | 'invalid-model'
      | 'documented'
      | 'unsupported-media-type'
      | 'method-not-allowed'
      | 'not-found'
      | 'malformed-body'
      | 'null-body'
      | 'server-error'
      | 'no-route'
      | 'request-too-large'
      | 'uri-too-long'
  }
  /** WeChat Official Account Authorization Login */
  readonly 'offiaccount-auth-login': {
    readonly cases:
      | '5000'
      | '5013'
      | '5015'
      | '5023'
      | '5032'
      | '5104'
      | '5106'
      | '5115'
      | '5218'
      | '5367'
      | '5368'
      | '5369'
      | '5372'
      | '5375'
      | '5420'
      | '5421'
      | '5550'
      | '6084'
      | '6085'
      | 'success'
      | 'documented'
      | 'bad-request'
      | 'not-found'
      | 'method-not-allowed'
      | 'server-error'
      | 'request-too-large'
      | 'uri-too-long'
  }
  /** 小程序用户授权 */
  readonly 'app-mini-user-auth': {
    readonly cases:
      | 'success'
      | 'documented'
      | 'new-user'
      | 'documented-error'
      | 'site-closed'
      | 'client-type-undefined'
      | 'authcode-empty'
      | 'user-muted'
      | 'user-banned'
      | 'user-pending'
      | 'user-status-invalid'
      | 'code-invalid'
      | 'code-used'
      | 'appid-missing'
      | 'rate-limited'
      | 'system-error'
      | 'wechat-unreachable'
      | 'wechat-empty'
      | 'wechat-unreadable'
      | 'wechat-incomplete'
      | 'authcode-blank'
      | 'baidu-not-configured'
      | 'toutiao-not-configured'
      | 'alipay-not-configured'
      | 'info-method-undefined'
      | 'openid-empty'
      | 'auth-data-empty'
      | 'encrypted-data-empty'
      | 'iv-empty'
      | 'session-key-missing'
      | 'iv-length'
      | 'undecryptable'
      | 'onekey-undeveloped'
      | 'mobile-taken'
      | 'account-exists'
      | 'user-awaiting-review'
      | 'mobile-empty'
      | 'mobile-invalid'
      | 'sms-too-often'
      | 'verify-empty'
      | 'bind-mobile-invalid'
      | 'verify-expired'
      | 'verify-wrong'
      | 'bind-openid-empty'
      | 'mobile-bound-elsewhere'
      | 'mobile-unchanged'
      | 'login-required'
      | 'exception'
      | 'controller-not-found'
      | 'action-not-found'
      | 'request-too-large'
      | 'uri-too-long'
  }
}

/** Name of an API. */
export type ApiName = keyof Apis

/** Name of a case, short (`code-invalid`) or with its API's (`small-app-login/code-invalid`). */
export type CaseName<Api extends ApiName = ApiName> = Api extends ApiName
  ? Apis[Api]['cases'] | `${Api}/${Apis[Api]['cases']}`
  : never
