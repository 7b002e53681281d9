// Generated from the APIs' own descriptors, by way of their OpenAPI document, by `npm run client:types`: do not edit.

export interface AppAuthorizationUserInfo {
  readonly openId?: string | null | undefined
  readonly nickname?: string | null | undefined
  readonly gender?: number | undefined
  readonly language?: string | null | undefined
  readonly province?: string | null | undefined
  readonly city?: string | null | undefined
  readonly country?: string | null | undefined
  readonly avatarUrl?: string | null | undefined
  readonly subscribe_time?: string | undefined
  readonly unionId?: string | null | undefined
  readonly session_key?: string | null | undefined
}

export interface AppAuthorizationResultMessage {
  readonly data: AppAuthorizationMAuthorizationResponse | null
  /** 操作结果状态 (0: Fail, 1: Success; XML has the name) */
  readonly status: 0 | 1
  /** 操作结果消息 */
  readonly message: string | null
  /** 请求对象未通过验证的错误消息列表 */
  readonly errors: readonly AppAuthorizationValidErrors[] | null
  /** 操作成功后的跳转页面 */
  readonly url: string | null
}

export interface AppAuthorizationMAuthorizationResponse {
  readonly customerId: string | null
  readonly userName: string | null
  readonly avatar: string | null
  readonly nickName: string | null
  readonly phone: string | null
  readonly IsMiniProgramRemind: boolean
  readonly IsCloseOrderPda: boolean
  readonly IsShowStatisticsPda: boolean
  readonly IsShowNoFeeLeaveButton: boolean
  /** MCustomerState (0: OK; XML has the name) */
  readonly State: 0
  readonly CanBalancePay: boolean
  readonly accessToken: string | null
  readonly tokenType: string | null
  /** seconds */
  readonly expiresIn: number
  readonly issued: string
  readonly expires: string
}

export interface AppAuthorizationValidErrors {
  readonly field: string | null
  readonly errorMessages: readonly (string | null)[] | null
}

export interface SmallAppLoginWxSmallLoginDto {
  /** 通过wx.getPhoneNumber获取的手机号加密字符串 */
  readonly phoneString?: string | null | undefined
  /** 通过微信接口获取的用户个人信息 */
  readonly userString?: string | null | undefined
  /** 通过wx.login获取的code */
  readonly code?: string | null | undefined
  /** 调用163k小程序种类(同城 or 房产 or 其他) (0: WxSmallTc, 1: WxSmallFc, 2: WxSmallOther; XML has the name) */
  readonly smallAppId?: 0 | 1 | 2 | undefined
  /** 分销场景 (0: Love, 1: House, 2: Job; XML has the name) */
  readonly Scene?: 0 | 1 | 2 | undefined
  /** 分销/推广人id */
  readonly uid?: number | undefined
}

export interface SmallAppLoginLuiLukLoginReturnDto {
  /** 用户id */
  readonly lui: string | null
  /** 用户key */
  readonly luk: string | null
  /** 用户半识别码 */
  readonly userstate: string | null
  /** 错误消息 */
  readonly ErrorMessage: string | null
  /** 积分名称 */
  readonly Siteinfo_Jifenname: string | null
  /** 代金币名称 */
  readonly Siteinfo_Daijinname: string | null
  /** 积分代金币换算比例 */
  readonly Siteinfo_Jifenshu: number
  /** 为true表示要求绑定手机号且当前用户无手机号 */
  readonly RequireBindPhone: boolean
  /** 是否绑定了微信 */
  readonly IsBindWx: boolean
}

export interface ThirdPartSignupThirdPartSignupDTO {
  /** 第三方的具体平台(QQ/微信/微博等) (1: Weixin, 2: QQ, 3: Weibo; XML has the name) */
  readonly ThirdPart?: 1 | 2 | 3 | undefined
  /** 第三方平台上的用户名称 */
  readonly Name?: string | null | undefined
  /** 第三方平台上的用户头像 */
  readonly AvatarUrl?: string | null | undefined
  /** 用户手机号码 */
  readonly Mobile?: string | null | undefined
  /** 短信验证码 */
  readonly VerifyCode?: string | null | undefined
  /** 登录密码 */
  readonly Password?: string | null | undefined
  /** 加密的用户手机号码(与用户手机号码二选一,EncryptMobile优先级大于Mobile) */
  readonly EncryptMobile?: string | null | undefined
  /** 加解密用向量 */
  readonly EncryptIV?: string | null | undefined
  /** 第三方的用户ID(unionid) */
  readonly ThirdPartID: string | null
  /** 第三方的用户ID2(openid) */
  readonly ThirdPartID2: string | null
  /** 第三方的Appid */
  readonly ThirdPartAppid: string | null
}

export interface ThirdPartSignupRequestResult {
  readonly Data: ThirdPartSignupOAuthToken | null
  /** 状态(0:成功,1:失败) */
  readonly Status: number
  /** 导致失败的相关消息 */
  readonly Message: string | null
  /** 集合总数,用于分页时使用 */
  readonly Total: number
}

export interface ThirdPartSignupOAuthToken {
  readonly access_token: string | null
  readonly token_type: string | null
  /** seconds */
  readonly expires_in: number
  readonly userName: string | null
  readonly userId: string | null
  readonly refresh_token: string | null
  /** RFC 1123, GMT */
  readonly '.issued': string | null
  /** RFC 1123, GMT */
  readonly '.expires': string | null
}

export interface OffiaccountAuthLoginReturnRegistrationCodeResponseDataLoginReturnedToken {
  /** Response status code */
  readonly code?: number | null | undefined
  /** Response message */
  readonly msg?: string | null | undefined
  /** Response data */
  readonly data?: OffiaccountAuthLoginLoginReturnedToken | null | undefined
  /** Extended message */
  readonly extMsg?: string | null | undefined
}

export interface OffiaccountAuthLoginLoginReturnedToken {
  /** Interface access token */
  readonly accessToken?: OffiaccountAuthLoginToken | null | undefined
  /** Refresh token */
  readonly refreshToken?: OffiaccountAuthLoginToken | null | undefined
}

export interface OffiaccountAuthLoginToken {
  /** token */
  readonly token?: string | null | undefined
  /** Expiration timestamp in seconds */
  readonly expirationTime?: number | null | undefined
}

export interface OffiaccountAuthLoginReturnRegistrationCodeResponseDataUserInfo {
  /** Response status code */
  readonly code?: number | null | undefined
  /** Response message */
  readonly msg?: string | null | undefined
  readonly data?: OffiaccountAuthLoginUserInfo | null | undefined
  /** Extended message */
  readonly extMsg?: string | null | undefined
}

export interface OffiaccountAuthLoginUserInfo {
  readonly uid?: string | null | undefined
  readonly nickname?: string | null | undefined
  readonly headimg?: string | null | undefined
  readonly phone?: string | null | undefined
  readonly email?: string | null | undefined
  readonly userDomain?: string | null | undefined
}

export interface OffiaccountAuthLoginReturnRegistrationCodeResponseData {
  /** Response status code */
  readonly code?: number | null | undefined
  /** Response message */
  readonly msg?: string | null | undefined
  /** always null */
  readonly data?: string | null | undefined
  /** Extended message */
  readonly extMsg?: string | null | undefined
}

export interface AppMiniUserAuthAppMiniUserAuthResponse {
  readonly msg: string | number | null
  readonly code: number | null
  readonly data?:
    AppMiniUserAuthAppMiniUserAuthData | string | number | readonly unknown[] | null | undefined
}

export interface AppMiniUserAuthAppMiniUserAuthData {
  readonly id?: string | number | null | undefined
  readonly alipay_openid?: string | number | null | undefined
  readonly weixin_openid?: string | number | null | undefined
  readonly weixin_unionid?: string | number | null | undefined
  readonly weixin_web_openid?: string | number | null | undefined
  readonly baidu_openid?: string | number | null | undefined
  readonly toutiao_openid?: string | number | null | undefined
  readonly qq_openid?: string | number | null | undefined
  readonly qq_unionid?: string | number | null | undefined
  readonly status?: string | number | null | undefined
  readonly token?: string | number | null | undefined
  readonly username?: string | number | null | undefined
  readonly nickname?: string | number | null | undefined
  readonly mobile?: string | number | null | undefined
  readonly email?: string | number | null | undefined
  readonly gender?: string | number | null | undefined
  readonly avatar?: string | number | null | undefined
  readonly province?: string | number | null | undefined
  readonly city?: string | number | null | undefined
  readonly birthday?: string | number | null | undefined
  readonly address?: string | number | null | undefined
  readonly integral?: string | number | null | undefined
  readonly locking_integral?: string | number | null | undefined
  readonly referrer?: string | number | null | undefined
  readonly plugins_distribution_level?: string | number | null | undefined
  readonly plugins_user_level?: string | number | null | undefined
  readonly is_delete_time?: string | number | null | undefined
  readonly add_time?: string | number | null | undefined
  readonly upd_time?: string | number | null | undefined
  readonly add_time_text?: string | number | null | undefined
  readonly upd_time_text?: string | number | null | undefined
  readonly gender_text?: string | number | null | undefined
  readonly birthday_text?: string | number | null | undefined
  readonly mobile_security?: string | number | null | undefined
  readonly email_security?: string | number | null | undefined
  readonly user_name_view?: string | number | null | undefined
  /** 是否需要绑定手机（0否、1是） */
  readonly is_mandatory_bind_mobile?: number | null | undefined
  /** 用户是否存在 */
  readonly is_user_exist?: number | null | undefined
  /** only where is_user_exist is 0 */
  readonly openid?: string | number | null | undefined
  /** only where is_user_exist is 0 */
  readonly unionid?: string | number | null | undefined
}

export interface AppMiniUserAuthShopxoResponse {
  readonly msg: string | number | null
  readonly code: number | null
  readonly data?: AppMiniUserAuthAnything | string | number | readonly unknown[] | null | undefined
}

export type AppMiniUserAuthAnything = Readonly<Record<string, unknown>>

export interface WechatPlatformJscode2sessionResponse {
  /** base64 of 16 bytes */
  readonly session_key?: string | null | undefined
  readonly openid?: string | null | undefined
  readonly unionid?: string | null | undefined
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformRefreshTokenResponse {
  readonly openid?: string | null | undefined
  readonly access_token?: string | null | undefined
  readonly expires_in?: number | null | undefined
  readonly refresh_token?: string | null | undefined
  readonly scope?: string | null | undefined
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformAccessTokenResponse {
  readonly access_token?: string | null | undefined
  readonly expires_in?: number | null | undefined
  readonly refresh_token?: string | null | undefined
  readonly openid?: string | null | undefined
  readonly scope?: string | null | undefined
  /** 1 for somebody who stayed anonymous */
  readonly is_snapshotuser?: number | null | undefined
  readonly unionid?: string | null | undefined
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformUserinfoResponse {
  readonly openid?: string | null | undefined
  readonly nickname?: string | null | undefined
  /** 0 since 2021-10-20 */
  readonly sex?: number | null | undefined
  readonly language?: string | null | undefined
  readonly city?: string | null | undefined
  readonly province?: string | null | undefined
  readonly country?: string | null | undefined
  readonly headimgurl?: string | null | undefined
  readonly privilege?: readonly (string | null)[] | null | undefined
  readonly unionid?: string | null | undefined
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformStatusResponse {
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformStableTokenRequest {
  /** client_credential */
  readonly grant_type?: string | null | undefined
  /** id of the app */
  readonly appid?: string | null | undefined
  /** its secret */
  readonly secret?: string | null | undefined
  /** another token at once */
  readonly force_refresh?: boolean | null | undefined
  /** address of the client */
  readonly clientIp?: string | null | undefined
}

export interface WechatPlatformTokenResponse {
  readonly access_token?: string | null | undefined
  readonly expires_in?: number | null | undefined
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
}

export interface WechatPlatformTicketResponse {
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
  readonly ticket?: string | null | undefined
  readonly expires_in?: number | null | undefined
}

export interface WechatPlatformPhoneResponse {
  readonly errcode?: number | null | undefined
  readonly errmsg?: string | null | undefined
  readonly phone_info?: WechatPlatformPhoneInfo | null | undefined
}

export interface WechatPlatformPhoneInfo {
  readonly phoneNumber?: string | null | undefined
  readonly purePhoneNumber?: string | null | undefined
  readonly countryCode?: string | null | undefined
  readonly watermark?: WechatPlatformWatermark | null | undefined
}

export interface WechatPlatformWatermark {
  readonly timestamp?: number | null | undefined
  readonly appid?: string | null | undefined
}

/**
 * What the operations of the APIs take (body and query) and answer (in JSON), by the `operationId` of their
 * OpenAPI document. A server with an API of your own has more: declare it as with `Apis`.
 */
export interface ApiOperations {
  /** 微信移动APP用户授权 */
  readonly 'app-authorization': {
    readonly request: AppAuthorizationUserInfo
    readonly response: AppAuthorizationResultMessage
  }
  /** 微信小程序登录(phase2),根据小程序code+phone+user登录系统 */
  readonly 'small-app-login': {
    readonly request: SmallAppLoginWxSmallLoginDto
    readonly response: SmallAppLoginLuiLukLoginReturnDto
  }
  /** 第三方注册 */
  readonly 'third-part-signup': {
    readonly request: ThirdPartSignupThirdPartSignupDTO
    readonly response: ThirdPartSignupRequestResult
  }
  /** WeChat Official Account Authorization Login */
  readonly 'offiaccount-auth-login': {
    readonly request: {
      readonly appId?: string | undefined
      readonly code?: string | undefined
      readonly signature?: string | undefined
      readonly userDomain?: string | undefined
      readonly mcc?: number | undefined
    }
    readonly response: OffiaccountAuthLoginReturnRegistrationCodeResponseDataLoginReturnedToken
  }
  /** Refresh the access token */
  readonly 'offiaccount-auth-login.refresh-token': {
    readonly request: {
      readonly refreshToken?: string | undefined
    }
    readonly response: OffiaccountAuthLoginReturnRegistrationCodeResponseDataLoginReturnedToken
  }
  /** End user information */
  readonly 'offiaccount-auth-login.user-info': {
    readonly request: Readonly<Record<string, unknown>>
    readonly response: OffiaccountAuthLoginReturnRegistrationCodeResponseDataUserInfo
  }
  /** End user logout */
  readonly 'offiaccount-auth-login.user-logout': {
    readonly request: Readonly<Record<string, unknown>>
    readonly response: OffiaccountAuthLoginReturnRegistrationCodeResponseData
  }
  /** 小程序用户授权 */
  readonly 'app-mini-user-auth': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** 临时授权码 */
      readonly authcode?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthAppMiniUserAuthResponse
  }
  /** 小程序用户信息 */
  readonly 'app-mini-user-auth.app-mini-user-info': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      readonly openid?: string | number | null | undefined
      readonly unionid?: string | number | null | undefined
      readonly referrer?: string | number | null | undefined
      /** JSON text of wx.getUserProfile’s userInfo */
      readonly auth_data?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 小程序用户手机一键绑定 */
  readonly 'app-mini-user-auth.onekey-user-mobile-bind': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      readonly openid?: string | number | null | undefined
      /** base64, AES-128-CBC with the session key */
      readonly encrypted_data?: string | number | null | undefined
      /** base64 of 16 bytes */
      readonly iv?: string | number | null | undefined
      /** the newer phone code, which later clients send too; not read */
      readonly code?: string | number | null | undefined
      /** of the getPhoneNumber event; not read */
      readonly errMsg?: string | number | null | undefined
      readonly weixin_unionid?: string | number | null | undefined
      readonly nickname?: string | number | null | undefined
      readonly avatar?: string | number | null | undefined
      readonly gender?: string | number | null | undefined
      readonly province?: string | number | null | undefined
      readonly city?: string | number | null | undefined
      readonly referrer?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** app用户手机绑定-验证码发送 */
  readonly 'app-mini-user-auth.app-mobile-bind-verify-send': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      readonly mobile?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** app用户手机绑定 */
  readonly 'app-mini-user-auth.app-mobile-bind': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      readonly mobile?: string | number | null | undefined
      readonly verify?: string | number | null | undefined
      readonly weixin_openid?: string | number | null | undefined
      readonly alipay_openid?: string | number | null | undefined
      readonly baidu_openid?: string | number | null | undefined
      readonly toutiao_openid?: string | number | null | undefined
      readonly qq_openid?: string | number | null | undefined
      readonly weixin_unionid?: string | number | null | undefined
      readonly nickname?: string | number | null | undefined
      readonly avatar?: string | number | null | undefined
      readonly gender?: string | number | null | undefined
      readonly province?: string | number | null | undefined
      readonly city?: string | number | null | undefined
      readonly referrer?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户地址列表 */
  readonly 'app-mini-user-auth.user-address-index': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 公共配置信息 */
  readonly 'app-mini-user-auth.base-common': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** sent by the clients; not read */
      readonly is_key?: string | number | null | undefined
      /** sent by later clients; not read */
      readonly is_cache?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 首页 */
  readonly 'app-mini-user-auth.index-index': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** sent by the clients; not read */
      readonly is_key?: string | number | null | undefined
      /** sent by later clients; not read */
      readonly is_cache?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户登录 */
  readonly 'app-mini-user-auth.user-login': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** username, mobile number or address */
      readonly accounts?: string | number | null | undefined
      /** username, email or sms */
      readonly type?: string | number | null | undefined
      /** the code that was sent */
      readonly verify?: string | number | null | undefined
      /** 6 to 18 characters */
      readonly pwd?: string | number | null | undefined
      readonly weixin_openid?: string | number | null | undefined
      readonly weixin_unionid?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户注册 */
  readonly 'app-mini-user-auth.user-reg': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** username, mobile number or address */
      readonly accounts?: string | number | null | undefined
      /** username, email or sms */
      readonly type?: string | number | null | undefined
      /** the code that was sent */
      readonly verify?: string | number | null | undefined
      readonly pwd?: string | number | null | undefined
      /** sent by the clients; the shop does not read it */
      readonly weixin_openid?: string | number | null | undefined
      readonly weixin_unionid?: string | number | null | undefined
      readonly nickname?: string | number | null | undefined
      readonly avatar?: string | number | null | undefined
      readonly gender?: string | number | null | undefined
      readonly province?: string | number | null | undefined
      readonly city?: string | number | null | undefined
      readonly referrer?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户登录-验证码发送 */
  readonly 'app-mini-user-auth.user-login-verify-send': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** username, mobile number or address */
      readonly accounts?: string | number | null | undefined
      /** username, email or sms */
      readonly type?: string | number | null | undefined
      /** the code that was sent */
      readonly verify?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户注册-验证码发送 */
  readonly 'app-mini-user-auth.user-reg-verify-send': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** username, mobile number or address */
      readonly accounts?: string | number | null | undefined
      /** username, email or sms */
      readonly type?: string | number | null | undefined
      /** the code that was sent */
      readonly verify?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 用户中心 */
  readonly 'app-mini-user-auth.user-center': {
    readonly request: {
      readonly application?: string | undefined
      readonly application_client_type?: string | undefined
      readonly token?: string | undefined
      readonly ajax?: string | undefined
      readonly uuid?: string | undefined
      /** sent by the clients; not read */
      readonly is_key?: string | number | null | undefined
      /** sent by later clients; not read */
      readonly is_cache?: string | number | null | undefined
    }
    readonly response: AppMiniUserAuthShopxoResponse
  }
  /** 小程序登录凭证校验 */
  readonly 'wechat-platform.jscode2session': {
    readonly request: {
      readonly appid?: string | undefined
      readonly secret?: string | undefined
      readonly js_code?: string | undefined
      readonly grant_type?: string | undefined
    }
    readonly response: WechatPlatformJscode2sessionResponse
  }
  /** 刷新网页授权 access_token */
  readonly 'wechat-platform.oauth2-refresh-token': {
    readonly request: {
      readonly appid?: string | undefined
      readonly grant_type?: string | undefined
      readonly refresh_token?: string | undefined
    }
    readonly response: WechatPlatformRefreshTokenResponse
  }
  /** 网页授权 access_token */
  readonly 'wechat-platform.oauth2-access-token': {
    readonly request: {
      readonly appid?: string | undefined
      readonly secret?: string | undefined
      readonly code?: string | undefined
      readonly grant_type?: string | undefined
    }
    readonly response: WechatPlatformAccessTokenResponse
  }
  /** 网页授权用户信息 */
  readonly 'wechat-platform.userinfo': {
    readonly request: {
      readonly access_token?: string | undefined
      readonly openid?: string | undefined
      readonly lang?: string | undefined
    }
    readonly response: WechatPlatformUserinfoResponse
  }
  /** 检验授权凭证 */
  readonly 'wechat-platform.auth': {
    readonly request: {
      readonly access_token?: string | undefined
      readonly openid?: string | undefined
    }
    readonly response: WechatPlatformStatusResponse
  }
  /** 稳定版接口调用凭证 */
  readonly 'wechat-platform.stable-token': {
    readonly request: WechatPlatformStableTokenRequest
    readonly response: WechatPlatformTokenResponse
  }
  /** 接口调用凭证 */
  readonly 'wechat-platform.token': {
    readonly request: {
      readonly grant_type?: string | undefined
      readonly appid?: string | undefined
      readonly secret?: string | undefined
    }
    readonly response: WechatPlatformTokenResponse
  }
  /** JS-SDK 签名凭证 */
  readonly 'wechat-platform.getticket': {
    readonly request: {
      readonly access_token?: string | undefined
      readonly type?: string | undefined
    }
    readonly response: WechatPlatformTicketResponse
  }
  /** 手机号快速验证 */
  readonly 'wechat-platform.getuserphonenumber': {
    readonly request: {
      readonly access_token?: string | undefined
      /** what the phone number button gave */
      readonly code?: string | null | undefined
      readonly openid?: string | null | undefined
    }
    readonly response: WechatPlatformPhoneResponse
  }
  /** 微信网页授权 */
  readonly 'wechat-platform.oauth2-authorize': {
    readonly request: {
      readonly appid?: string | undefined
      readonly redirect_uri?: string | undefined
      readonly response_type?: string | undefined
      readonly scope?: string | undefined
      readonly state?: string | undefined
      readonly forcePopup?: string | undefined
      readonly forceSnapShot?: string | undefined
      readonly lang?: string | undefined
      readonly mock_person?: string | undefined
      readonly mock_answer?: string | undefined
    }
    readonly response: string
  }
  /** 网站应用微信登录 */
  readonly 'wechat-platform.qrconnect': {
    readonly request: {
      readonly appid?: string | undefined
      readonly redirect_uri?: string | undefined
      readonly response_type?: string | undefined
      readonly scope?: string | undefined
      readonly state?: string | undefined
      readonly forcePopup?: string | undefined
      readonly forceSnapShot?: string | undefined
      readonly lang?: string | undefined
      readonly mock_person?: string | undefined
      readonly mock_answer?: string | undefined
    }
    readonly response: string
  }
}

/** What an operation takes, such as `ApiRequest<'small-app-login'>`. */
export type ApiRequest<Id extends keyof ApiOperations> = ApiOperations[Id]['request']

/** What an operation answers, such as `ApiResponse<'small-app-login'>`. */
export type ApiResponse<Id extends keyof ApiOperations> = ApiOperations[Id]['response']
