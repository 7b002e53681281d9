// Generated from the admin API's OpenAPI document by `npm run client:types`: do not edit.

export interface Server {
  readonly status: string
  readonly reason?: string | undefined
  readonly pid: number
  readonly instanceId: string
}

export interface Health {
  readonly status: 'healthy' | 'unhealthy'
  readonly message: string
  readonly version: string
  readonly uptimeInSeconds: number
  readonly timestamp: string
}

/** One of equalTo, contains, doesNotContain, matches, doesNotMatch, absent, anything, and, or, not, hasExactly, includes, binaryEqualTo, before, after, equalToDateTime, equalToJson, matchesJsonPath, matchesJsonSchema, equalToXml, matchesXPath, and what may stand beside it */
export interface ValuePattern {
  readonly equalTo?: string | undefined
  readonly caseInsensitive?: boolean | undefined
  readonly contains?: string | undefined
  readonly doesNotContain?: string | undefined
  readonly matches?: string | undefined
  readonly doesNotMatch?: string | undefined
  readonly absent?: unknown
  readonly anything?: string | undefined
  readonly and?: readonly ValuePattern[] | undefined
  readonly or?: readonly ValuePattern[] | undefined
  readonly not?: ValuePattern | undefined
  readonly hasExactly?: readonly ValuePattern[] | undefined
  readonly includes?: readonly ValuePattern[] | undefined
  readonly binaryEqualTo?: string | undefined
  readonly before?: string | undefined
  readonly actualFormat?: string | undefined
  readonly truncateExpected?: string | undefined
  readonly truncateActual?: string | undefined
  readonly applyTruncationLast?: boolean | undefined
  readonly expectedOffset?: number | undefined
  readonly expectedOffsetUnit?: string | undefined
  readonly after?: string | undefined
  readonly equalToDateTime?: string | undefined
  readonly equalToJson?: unknown
  readonly ignoreArrayOrder?: boolean | undefined
  readonly ignoreExtraElements?: boolean | undefined
  readonly matchesJsonPath?:
    | string
    | {
        readonly expression: string
        readonly [name: string]: unknown
      }
    | undefined
  readonly matchesJsonSchema?: unknown
  readonly schemaVersion?: 'V4' | 'V6' | 'V7' | 'V201909' | 'V202012' | undefined
  readonly equalToXml?: string | undefined
  readonly enablePlaceholders?: boolean | undefined
  readonly placeholderOpeningDelimiterRegex?: string | undefined
  readonly placeholderClosingDelimiterRegex?: string | undefined
  readonly exemptedComparisons?:
    | readonly (
        | 'ELEMENT_TAG_NAME'
        | 'SCHEMA_LOCATION'
        | 'NO_NAMESPACE_SCHEMA_LOCATION'
        | 'NODE_TYPE'
        | 'NAMESPACE_URI'
        | 'TEXT_VALUE'
        | 'PROCESSING_INSTRUCTION_TARGET'
        | 'PROCESSING_INSTRUCTION_DATA'
        | 'ELEMENT_NUM_ATTRIBUTES'
        | 'ATTR_VALUE'
        | 'CHILD_NODELIST_LENGTH'
        | 'CHILD_LOOKUP'
        | 'ATTR_NAME_LOOKUP'
        | 'XML_VERSION'
        | 'XML_STANDALONE'
        | 'XML_ENCODING'
        | 'HAS_DOCTYPE_DECLARATION'
        | 'DOCTYPE_NAME'
        | 'DOCTYPE_PUBLIC_ID'
        | 'DOCTYPE_SYSTEM_ID'
        | 'NAMESPACE_PREFIX'
        | 'ATTR_VALUE_EXPLICITLY_SPECIFIED'
        | 'CHILD_NODELIST_SEQUENCE'
      )[]
    | undefined
  readonly ignoreOrderOfSameNode?: boolean | undefined
  readonly namespaceAwareness?: 'STRICT' | 'LEGACY' | 'NONE' | undefined
  readonly matchesXPath?:
    | string
    | {
        readonly expression: string
        readonly [name: string]: unknown
      }
    | undefined
  readonly xPathNamespaces?: Readonly<Record<string, string>> | undefined
}

/** A RequestPattern of WireMock; what is not said matches anything */
export interface RequestPattern {
  readonly url?: string | undefined
  readonly urlPath?: string | undefined
  readonly urlPattern?: string | undefined
  readonly urlPathPattern?: string | undefined
  readonly urlPathTemplate?: string | undefined
  readonly pathParameters?: Readonly<Record<string, ValuePattern>> | undefined
  readonly method?: string | undefined
  readonly scheme?: string | undefined
  readonly host?: ValuePattern | undefined
  readonly port?: number | undefined
  readonly clientIp?: ValuePattern | undefined
  readonly headers?: Readonly<Record<string, ValuePattern>> | undefined
  readonly queryParameters?: Readonly<Record<string, ValuePattern>> | undefined
  readonly formParameters?: Readonly<Record<string, ValuePattern>> | undefined
  readonly cookies?: Readonly<Record<string, ValuePattern>> | undefined
  readonly bodyPatterns?: readonly ValuePattern[] | undefined
  readonly multipartPatterns?: readonly Readonly<Record<string, unknown>>[] | undefined
  readonly basicAuthCredentials?:
    | {
        readonly username: string
        readonly password: string
      }
    | undefined
}

export interface ResponseDefinition {
  readonly status?: number | undefined
  readonly statusMessage?: string | undefined
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>> | undefined
  readonly body?: string | undefined
  readonly jsonBody?: unknown
  readonly base64Body?: string | undefined
  readonly fault?: string | undefined
  readonly fixedDelayMilliseconds?: number | undefined
  readonly delayDistribution?: DelayDistribution | undefined
  readonly chunkedDribbleDelay?:
    | {
        readonly numberOfChunks: number
        readonly totalDuration: number
      }
    | undefined
  readonly transformers?: readonly string[] | undefined
}

export interface DelayDistribution {
  readonly type: 'lognormal' | 'uniform' | 'fixed'
}

export interface StubMapping {
  readonly id?: string | undefined
  readonly uuid?: string | undefined
  readonly name?: string | undefined
  readonly priority?: number | undefined
  readonly scenarioName?: string | undefined
  readonly requiredScenarioState?: string | undefined
  readonly newScenarioState?: string | undefined
  readonly request?: RequestPattern | undefined
  readonly response?: ResponseDefinition | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly mock?:
    | {
        readonly matches: number
      }
    | undefined
}

export interface StubMappings {
  readonly mappings: readonly StubMapping[]
  readonly meta: {
    readonly total: number
  }
}

export interface Request {
  readonly url: string
  readonly absoluteUrl: string
  readonly method: string
  readonly clientIp: string
  readonly headers: Readonly<Record<string, string | readonly string[] | null>>
  readonly cookies: Readonly<Record<string, string>>
  readonly browserProxyRequest: boolean
  readonly loggedDate: number
  readonly loggedDateString: string
  readonly bodyAsBase64: string
  readonly body: string
  readonly protocol: string
  readonly scheme: string
  readonly host: string
  readonly port: number
  readonly queryParams: Readonly<
    Record<
      string,
      {
        readonly key: string
        readonly values: readonly string[]
      }
    >
  >
  readonly formParams: Readonly<
    Record<
      string,
      {
        readonly key: string
        readonly values: readonly string[]
      }
    >
  >
}

export interface LoggedRequest {
  readonly id?: string | undefined
  readonly url: string
  readonly absoluteUrl: string
  readonly method: string
  readonly clientIp: string
  readonly headers: Readonly<Record<string, string | readonly string[] | null>>
  readonly cookies: Readonly<Record<string, string>>
  readonly browserProxyRequest: boolean
  readonly loggedDate: number
  readonly loggedDateString: string
  readonly bodyAsBase64: string
  readonly body: string
  readonly protocol: string
  readonly scheme: string
  readonly host: string
  readonly port: number
  readonly queryParams: Readonly<
    Record<
      string,
      {
        readonly key: string
        readonly values: readonly string[]
      }
    >
  >
  readonly formParams: Readonly<
    Record<
      string,
      {
        readonly key: string
        readonly values: readonly string[]
      }
    >
  >
  readonly mock?: Judgement | undefined
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | null>>
  readonly body: string
  readonly fault?: string | undefined
}

export interface Note {
  readonly kind: string
  readonly message: string
  readonly path?: string | undefined
  readonly expected?: string | undefined
  readonly actual?: string | undefined
}

export interface Judgement {
  readonly tenant: string
  readonly api: string
  readonly operation: string | null
  readonly input?: unknown
  readonly case: string | null
  readonly decider: 'override' | 'stub' | 'scenario' | 'use' | 'live' | 'framework' | 'proxy'
  readonly fidelity: 'documented' | 'recorded' | 'source' | 'inferred'
  readonly status: number
  readonly durationMs: number
  readonly response: string
  readonly notes: readonly Note[]
  readonly proxied?:
    | {
        readonly url: string
        readonly durationMs: number
        readonly status: number | null
        readonly mock: Answered
      }
    | undefined
}

export interface ServeEvent {
  readonly id: string
  readonly request: Request
  readonly responseDefinition: Answered
  readonly response: Answered
  readonly wasMatched: boolean
  readonly timing: {
    readonly addedDelay: number
    readonly processTime: number
    readonly responseSendTime: number
    readonly serveTime: number
    readonly totalTime: number
  }
  readonly subEvents: readonly Readonly<Record<string, unknown>>[]
  readonly stubMapping?: StubMapping | undefined
  readonly mock?: Judgement | undefined
}

export interface NearMiss {
  readonly request: Readonly<Record<string, unknown>>
  readonly stubMapping?: StubMapping | undefined
  readonly requestPattern?: RequestPattern | undefined
  readonly matchResult: {
    readonly distance: number
  }
  readonly mock?:
    | {
        readonly differences: readonly Readonly<Record<string, unknown>>[]
      }
    | undefined
}

export interface Scenario {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly possibleStates: readonly string[]
  readonly mappings: readonly StubMapping[]
}

export interface Settings {
  readonly fixedDelay?: number | null | undefined
  readonly delayDistribution?: DelayDistribution | null | undefined
  readonly extended?: Readonly<Record<string, unknown>> | null | undefined
  readonly proxyPassThrough?: boolean | undefined
}

export interface Case {
  readonly name: string
  readonly api: string
  readonly code: number
  readonly message: string
  readonly messageEn?: string | undefined
  readonly titleZh: string
  readonly status: number
  readonly basis: 'documented' | 'recorded' | 'source' | 'inferred'
  readonly source: string
  readonly operations?: readonly string[] | undefined
  readonly triggers: readonly string[]
  readonly answered: number
}

export interface Coverage {
  readonly total: number
  readonly exercised: number
  readonly apis: readonly {
    readonly api: string
    readonly total: number
    readonly exercised: number
    readonly missing: readonly string[]
  }[]
  readonly cases: readonly {
    readonly name: string
    readonly api: string
    readonly answered: number
  }[]
}

export interface Uses {
  readonly uses: readonly {
    readonly case: string
    readonly api?: string | undefined
    readonly times?: number | undefined
    readonly turn?: boolean | undefined
  }[]
}

export interface Clock {
  readonly now: string
  readonly frozen: boolean
  readonly offsetMs: number
}

export interface World {
  readonly people?:
    | readonly {
        readonly id: string | null
        /** openid in any app that openIds does not list */
        readonly openId?: string | null | undefined
        /** openid by app id */
        readonly openIds?: Readonly<Record<string, string | null>> | undefined
        readonly unionId?: string | null | undefined
        readonly phone?: string | null | undefined
        readonly nickname?: string | null | undefined
        /** 0 unknown, 1 male, 2 female */
        readonly gender?: number | null | undefined
        readonly avatar?: string | null | undefined
        readonly language?: string | null | undefined
        readonly province?: string | null | undefined
        readonly city?: string | null | undefined
        readonly country?: string | null | undefined
        /** base64 of 16 bytes; derived when absent */
        readonly sessionKey?: string | null | undefined
        /** how often this person has logged in */
        readonly logins?: number | null | undefined
      }[]
    | undefined
  readonly codes?:
    | readonly {
        readonly code: string | null
        /** id of the person it stands for */
        readonly person?: string | null | undefined
        /** WeChat errcode, or unreachable, empty, unreadable, incomplete */
        readonly error?: string | null | undefined
        /** text beside an errcode */
        readonly errmsg?: string | null | undefined
        readonly appId?: string | null | undefined
        /** what the person agreed to; snsapi_userinfo when absent */
        readonly scope?: string | null | undefined
        /** the person stayed anonymous */
        readonly snapshot?: boolean | null | undefined
        /** works once, then 40163 */
        readonly once?: boolean | null | undefined
        /** end of its life, then 40029 (ISO 8601) */
        readonly expiresAt?: string | null | undefined
        /** first use (ISO 8601) */
        readonly usedAt?: string | null | undefined
        /** number of the login it was given at (strict) */
        readonly session?: number | null | undefined
      }[]
    | undefined
  readonly sessions?:
    | readonly {
        /** id of the person */
        readonly person: string | null
        /** logins so far */
        readonly begun?: number | null | undefined
        /** by app id: number of the login whose code was exchanged last */
        readonly exchanged?: Readonly<Record<string, number | null>> | undefined
      }[]
    | undefined
  readonly phoneCodes?:
    | readonly {
        readonly code: string | null
        readonly phone?: string | null | undefined
        /** end of its life, then 40029 (ISO 8601) */
        readonly expiresAt?: string | null | undefined
        /** its only use (ISO 8601) */
        readonly usedAt?: string | null | undefined
      }[]
    | undefined
  readonly smsCodes?:
    | readonly {
        readonly mobile: string | null
        readonly code?: string | null | undefined
        /** when it was sent (ISO 8601) */
        readonly sentAt?: string | null | undefined
        /** end of its life (ISO 8601) */
        readonly expiresAt?: string | null | undefined
      }[]
    | undefined
  readonly tokens?:
    | readonly {
        readonly token: string | null
        readonly api?: string | null | undefined
        /** access, refresh, session or revoked */
        readonly kind?: string | null | undefined
        /** key of the record it speaks for */
        readonly subject?: string | null | undefined
        /** when it was given (ISO 8601) */
        readonly issuedAt?: string | null | undefined
        /** end of its life (ISO 8601) */
        readonly expiresAt?: string | null | undefined
      }[]
    | undefined
  readonly customers?:
    | readonly {
        /** a GUID */
        readonly customerId: string | null
        /** id of the person */
        readonly person?: string | null | undefined
        readonly openId?: string | null | undefined
        readonly unionId?: string | null | undefined
        /** instead of phone or nickName */
        readonly userName?: string | null | undefined
        readonly nickName?: string | null | undefined
        readonly avatar?: string | null | undefined
        readonly phone?: string | null | undefined
        /** may not log in */
        readonly locked?: boolean | null | undefined
        readonly IsMiniProgramRemind?: boolean | null | undefined
        readonly IsCloseOrderPda?: boolean | null | undefined
        readonly IsShowStatisticsPda?: boolean | null | undefined
        readonly IsShowNoFeeLeaveButton?: boolean | null | undefined
        readonly CanBalancePay?: boolean | null | undefined
        /** 0 is OK */
        readonly state?: number | null | undefined
      }[]
    | undefined
  readonly members?:
    | readonly {
        /** user number, as text */
        readonly lui: string | null
        /** id of the person */
        readonly person?: string | null | undefined
        /** bound mobile number */
        readonly phone?: string | null | undefined
        /** where they were won: Love, House, Job */
        readonly scene?: string | null | undefined
        /** who won them */
        readonly promoterUid?: number | null | undefined
      }[]
    | undefined
  readonly accounts?:
    | readonly {
        /** a GUID */
        readonly userId: string | null
        /** Weixin, QQ or Weibo; default Weixin */
        readonly thirdPart?: string | null | undefined
        /** unionid */
        readonly thirdPartId?: string | null | undefined
        /** openid */
        readonly thirdPartId2?: string | null | undefined
        readonly mobile?: string | null | undefined
        readonly name?: string | null | undefined
        readonly avatarUrl?: string | null | undefined
      }[]
    | undefined
  readonly userDomains?:
    | readonly {
        /** such as C.DM.10271.5 */
        readonly userDomain: string | null
        readonly secret?: string | null | undefined
        /** enabled by default */
        readonly status?: 'disabled' | 'enabled' | null | undefined
        /** by default what the first letter of userDomain says */
        readonly dataCenter?: 'CN' | 'EU' | 'NA' | null | undefined
        /** official accounts it has configured; none listed: any */
        readonly appIds?: readonly (string | null)[] | undefined
        /** life of an access token; 7200 by default */
        readonly accessTokenSeconds?: number | null | undefined
        /** life of a refresh token; 2592000 by default */
        readonly refreshTokenSeconds?: number | null | undefined
        /** sign tokens with RSA, for clients that verify them */
        readonly signTokens?: boolean | null | undefined
      }[]
    | undefined
  readonly endUsers?:
    | readonly {
        /** the data centre's letter and digits */
        readonly uid: string | null
        readonly openId?: string | null | undefined
        readonly userDomain?: string | null | undefined
        readonly nickname?: string | null | undefined
      }[]
    | undefined
  readonly shopxoUsers?:
    | readonly {
        readonly id: string | null
        readonly alipay_openid?: string | null | undefined
        /** openid in the shop’s mini program */
        readonly weixin_openid?: string | null | undefined
        readonly weixin_unionid?: string | null | undefined
        readonly weixin_web_openid?: string | null | undefined
        readonly baidu_openid?: string | null | undefined
        readonly toutiao_openid?: string | null | undefined
        readonly qq_openid?: string | null | undefined
        readonly qq_unionid?: string | null | undefined
        /** 0 normal, 1 muted, 2 banned, 3 awaiting review */
        readonly status?: string | null | undefined
        /** of the latest login; of the first one where `logins` is not there yet */
        readonly token?: string | null | undefined
        readonly username?: string | null | undefined
        readonly nickname?: string | null | undefined
        readonly mobile?: string | null | undefined
        readonly email?: string | null | undefined
        /** 0 unknown, 1 female, 2 male */
        readonly gender?: string | null | undefined
        /** a URL, or a path under attachmentHost */
        readonly avatar?: string | null | undefined
        readonly province?: string | null | undefined
        readonly city?: string | null | undefined
        /** seconds since 1970, 0 for none */
        readonly birthday?: string | null | undefined
        readonly address?: string | null | undefined
        readonly integral?: string | null | undefined
        readonly locking_integral?: string | null | undefined
        readonly referrer?: string | null | undefined
        readonly plugins_distribution_level?: string | null | undefined
        readonly plugins_user_level?: string | null | undefined
        /** seconds since 1970 of the deletion, 0 for none */
        readonly is_delete_time?: string | null | undefined
        /** seconds since 1970 */
        readonly add_time?: string | null | undefined
        /** seconds since 1970 */
        readonly upd_time?: string | null | undefined
        /** as it is typed; absent: any of 6 to 18 characters logs in. None of the shop’s own columns */
        readonly password?: string | null | undefined
        /** tokens given so far; none of the shop’s own columns */
        readonly logins?: number | null | undefined
      }[]
    | undefined
  readonly apps?:
    | readonly {
        /** such as wx0123456789abcdef */
        readonly appId: string | null
        /** absent: any is right */
        readonly secret?: string | null | undefined
        /** miniprogram by default */
        readonly kind?: 'miniprogram' | 'officialAccount' | 'website' | 'mobile' | null | undefined
        /** host that redirect_uri must have, or a list of hosts; absent: any */
        readonly redirectDomain?: string | null | readonly (string | null)[] | undefined
        /** addresses that may ask for access tokens; absent: any */
        readonly ipWhitelist?: readonly (string | null)[] | undefined
        /** WeChat answers 40243 */
        readonly frozenSecret?: boolean | null | undefined
      }[]
    | undefined
  readonly wechatTokens?:
    | readonly {
        readonly token: string | null
        /** access and refresh for a person, app for the app itself */
        readonly kind?: string | null | undefined
        readonly appId?: string | null | undefined
        /** of the person */
        readonly openId?: string | null | undefined
        readonly unionId?: string | null | undefined
        /** snsapi_base, snsapi_userinfo or snsapi_login */
        readonly scope?: string | null | undefined
        /** the person stayed anonymous */
        readonly snapshot?: boolean | null | undefined
        /** of a refresh token: the access token it goes with */
        readonly access?: string | null | undefined
        /** end of its life (ISO 8601) */
        readonly expiresAt?: string | null | undefined
        /** when another took its place (ISO 8601) */
        readonly replacedAt?: string | null | undefined
      }[]
    | undefined
  readonly appTokens?:
    | readonly {
        readonly appId: string | null
        /** tokens and tickets given so far */
        readonly issued?: number | null | undefined
        /** the latest of /cgi-bin/token */
        readonly token?: string | null | undefined
        /** the latest of /cgi-bin/stable_token */
        readonly stableToken?: string | null | undefined
        /** forced refreshes of the last day */
        readonly forcedAt?: readonly (string | null)[] | undefined
        /** the jsapi ticket */
        readonly ticket?: string | null | undefined
        /** end of its life (ISO 8601) */
        readonly ticketExpiresAt?: string | null | undefined
      }[]
    | undefined
  readonly site?:
    | {
        /** name of the points; default 积分 */
        readonly pointsName?: string | null | undefined
        /** name of the coupons; default 代金币 */
        readonly couponName?: string | null | undefined
        /** points per coupon; default 100 */
        readonly pointsRate?: string | null | undefined
        /** every answer becomes closedReason, -10000 */
        readonly closed?: boolean | null | undefined
        /** default 升级中... */
        readonly closedReason?: string | null | undefined
        /** 1 (default): the clients offer one-key binding of the mobile number */
        readonly onekeyBindMobile?: number | null | undefined
        /** settings that base/common tells its clients, by name, such as home_user_login_type */
        readonly settings?: Readonly<Record<string, string | null>> | undefined
        /** 1: a user must bind a mobile number; blocks nothing */
        readonly mandatoryBindMobile?: number | null | undefined
        /** before relative avatars; default https://d1.shopxo.vip */
        readonly attachmentHost?: string | null | undefined
        /** id of the person who holds the phone; default the first of the people */
        readonly holdsPhone?: string | null | undefined
        /** denying comes back with `state` alone, as in older documents; default a closed page, or what --wechat-deny says */
        readonly denyRedirects?: boolean | null | undefined
      }
    | undefined
}

export interface TokenState {
  readonly active: boolean
  readonly api?: string | undefined
  readonly kind?: string | undefined
  readonly subject?: string | undefined
  readonly expiresAt?: string | undefined
}

export interface Inbox {
  readonly messages: readonly {
    readonly mobile: string
    readonly code: string
    readonly sentAt: string
    readonly expiresAt: string
  }[]
}

export interface Difference {
  readonly path: string
  readonly before?: unknown
  readonly after?: unknown
}

/** What every admin call takes and answers, by its `operationId`. */
export interface AdminCalls {
  /** All stub mappings, the newest first */
  readonly getMappings: {
    readonly query?:
      | {
          /** most to list */
          readonly limit?: number | undefined
          /** how many to leave out first */
          readonly offset?: number | undefined
          /** `true` adds `mock.matches`: how often each has answered */
          readonly mock?: string | undefined
        }
      | undefined
    readonly answer: StubMappings
  }
  /** Make a stub mapping */
  readonly createMapping: {
    readonly body: StubMapping
    readonly answer: StubMapping
  }
  /** Delete all */
  readonly deleteMappings: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Read a fixture, YAML or JSON: merge its world, put its stubs, scenarios and cases */
  readonly addFixture: {
    readonly body: {
      readonly text: string
      readonly name?: string | undefined
    }
    readonly answer: {
      readonly stubs: readonly string[]
    }
  }
  /** Back to those of the fixtures, and those that are persistent */
  readonly resetMappings: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Refused: they live as long as the server */
  readonly saveMappings: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Make several, or none */
  readonly importMappings: {
    readonly body: {
      readonly mappings: readonly StubMapping[]
      readonly importOptions?:
        | {
            readonly duplicatePolicy?: 'OVERWRITE' | 'IGNORE' | undefined
            readonly deleteAllNotInImport?: boolean | undefined
          }
        | undefined
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** Put another in the place of the one of its id */
  readonly editMapping: {
    readonly body: StubMapping
    readonly answer: Readonly<Record<string, never>>
  }
  /** Those that have matched nothing yet */
  readonly getUnmatchedMappings: {
    readonly answer: StubMappings
  }
  /** Delete those that have matched nothing yet */
  readonly deleteUnmatchedMappings: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Those whose metadata match */
  readonly findMappingsByMetadata: {
    readonly body: ValuePattern
    readonly answer: StubMappings
  }
  /** Delete those whose metadata match */
  readonly removeMappingsByMetadata: {
    readonly body: ValuePattern
    readonly answer: Readonly<Record<string, never>>
  }
  /** Delete the one of its id, else one of an equal request pattern */
  readonly removeMappings: {
    readonly body: StubMapping
    readonly answer: Readonly<Record<string, never>>
  }
  /** One stub mapping */
  readonly getMapping: {
    readonly params: {
      readonly id: string
    }
    readonly answer: StubMapping
  }
  /** Put another in its place */
  readonly updateMapping: {
    readonly params: {
      readonly id: string
    }
    readonly body: StubMapping
    readonly answer: StubMapping
  }
  /** Delete one */
  readonly deleteMapping: {
    readonly params: {
      readonly id: string
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** The journal, the newest first */
  readonly getRequests: {
    readonly query?:
      | {
          /** most to list */
          readonly limit?: number | undefined
          /** an ISO 8601 instant */
          readonly since?: string | undefined
          /** id of an entry: only older ones */
          readonly before?: string | undefined
          /** `true`: only what no API and no stub answered */
          readonly unmatched?: string | undefined
          /** id of the stub mapping that answered */
          readonly matchingStub?: string | undefined
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
          /** `true` adds what this mock made of a request, in the member `mock` */
          readonly mock?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly requests: readonly ServeEvent[]
      readonly meta: {
        readonly total: number
      }
      readonly requestJournalDisabled: boolean
    }
  }
  /** Empty the journal */
  readonly deleteRequests: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Empty the journal */
  readonly resetRequests: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** What no API and no stub answered */
  readonly getUnmatchedRequests: {
    readonly query?:
      | {
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
          /** `true` adds what this mock made of a request, in the member `mock` */
          readonly mock?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly requests: readonly LoggedRequest[]
      readonly requestJournalDisabled: boolean
    }
  }
  /** The stub mappings that nearly matched them */
  readonly getUnmatchedNearMisses: {
    readonly query?:
      | {
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
          /** `true` adds what this mock made of a request, in the member `mock` */
          readonly mock?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly nearMisses: readonly NearMiss[]
    }
  }
  /** How many match a pattern */
  readonly countRequests: {
    readonly body: RequestPattern
    readonly answer: {
      readonly count: number
      readonly requestJournalDisabled: boolean
    }
  }
  /** Those that match a pattern */
  readonly findRequests: {
    readonly query?:
      | {
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
          /** `true` adds what this mock made of a request, in the member `mock` */
          readonly mock?: string | undefined
        }
      | undefined
    readonly body: RequestPattern
    readonly answer: {
      readonly requests: readonly LoggedRequest[]
      readonly requestJournalDisabled: boolean
    }
  }
  /** Forget those that match a pattern */
  readonly removeRequests: {
    readonly body: RequestPattern
    readonly answer: {
      readonly serveEvents: readonly ServeEvent[]
    }
  }
  /** Forget those answered by stub mappings whose metadata match */
  readonly removeRequestsByMetadata: {
    readonly body: ValuePattern
    readonly answer: {
      readonly serveEvents: readonly ServeEvent[]
    }
  }
  /** One entry of the journal */
  readonly getRequest: {
    readonly params: {
      readonly id: string
    }
    readonly query?:
      | {
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
          /** `true` adds what this mock made of a request, in the member `mock` */
          readonly mock?: string | undefined
        }
      | undefined
    readonly answer: ServeEvent
  }
  /** Forget one */
  readonly deleteRequest: {
    readonly params: {
      readonly id: string
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** The stub mappings that nearly matched a request */
  readonly getNearMissesOfRequest: {
    readonly body: Readonly<Record<string, unknown>>
    readonly answer: {
      readonly nearMisses: readonly NearMiss[]
    }
  }
  /** The requests that nearly matched a pattern */
  readonly getNearMissesOfPattern: {
    readonly body: RequestPattern
    readonly answer: {
      readonly nearMisses: readonly NearMiss[]
    }
  }
  /** The stub mappings that nearly matched a request */
  readonly getNearMissesOfRequestToo: {
    readonly body: Readonly<Record<string, unknown>>
    readonly answer: {
      readonly nearMisses: readonly NearMiss[]
    }
  }
  /** The requests that nearly matched a pattern */
  readonly getNearMissesOfPatternToo: {
    readonly body: RequestPattern
    readonly answer: {
      readonly nearMisses: readonly NearMiss[]
    }
  }
  /** All scenarios and their states */
  readonly getScenarios: {
    readonly answer: {
      readonly scenarios: readonly Scenario[]
    }
  }
  /** All back to their first state */
  readonly resetScenarios: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Put one in a state, without a body in its first */
  readonly setScenarioState: {
    readonly params: {
      readonly name: string
    }
    readonly body?: {
      readonly state?: string | undefined
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** The delay of everything */
  readonly getSettings: {
    readonly answer: {
      readonly settings: Settings
    }
  }
  /** Delay every answer that has no delay of its own */
  readonly replaceSettings: {
    readonly body:
      | Settings
      | {
          readonly settings: Settings
        }
    readonly answer: Readonly<Record<string, never>>
  }
  /** Delay every answer that has no delay of its own */
  readonly updateSettings: {
    readonly body:
      | Settings
      | {
          readonly settings: Settings
        }
    readonly answer: Readonly<Record<string, never>>
  }
  /** Merge into what is kept for others, where something is */
  readonly patchExtendedSettings: {
    readonly body: {
      readonly extended: Readonly<Record<string, unknown>>
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** Whether requests are recorded: they never are */
  readonly getRecordingStatus: {
    readonly answer: {
      readonly status: 'NeverStarted'
    }
  }
  /** Refused: this server records no stubs */
  readonly startRecording: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Refused: this server records no stubs */
  readonly stopRecording: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Refused: this server records no stubs */
  readonly takeSnapshotRecording: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** World, journal, stubs, scenarios, settings, cases in use, clock and coverage back to the start */
  readonly reset: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Whether all is well */
  readonly getHealth: {
    readonly answer: Health
  }
  /** Which version it is */
  readonly getVersion: {
    readonly answer: {
      readonly version: string
    }
  }
  /** Stop the server */
  readonly shutdown: {
    readonly answer: Readonly<Record<string, never>>
  }
  /** Whether the process lives */
  readonly getLiveness: {
    readonly answer: Server
  }
  /** Whether the world is loaded and can be kept */
  readonly getReadiness: {
    readonly answer: Server
  }
  /** All tenants */
  readonly getTenants: {
    readonly answer: {
      readonly tenants: readonly string[]
    }
  }
  /** Forget a tenant */
  readonly deleteTenant: {
    readonly params: {
      readonly key: string
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** This document */
  readonly getOpenApi: {
    readonly answer: Readonly<Record<string, unknown>>
  }
  /** The OpenAPI document of the APIs: each case is a named example */
  readonly getApisOpenApi: {
    readonly query?:
      | {
          /** of this API only */
          readonly api?: string | undefined
          /** `3.1` (default) or `3.0` */
          readonly version?: string | undefined
        }
      | undefined
    readonly answer: Readonly<Record<string, unknown>>
  }
  /** The same as YAML */
  readonly getApisOpenApiYaml: {
    readonly query?:
      | {
          /** of this API only */
          readonly api?: string | undefined
          /** `3.1` (default) or `3.0` */
          readonly version?: string | undefined
        }
      | undefined
    readonly answer: string
  }
  /** Every answer there is, how to get it, how often it was given */
  readonly getCases: {
    readonly query?:
      | {
          /** of this API only */
          readonly api?: string | undefined
          /** `run`: counts of all tenants since the start */
          readonly scope?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly cases: readonly Case[]
    }
  }
  /** Which cases were exercised: JSON, a table, or JUnit XML */
  readonly getCoverage: {
    readonly query?:
      | {
          /** `run`: of all tenants since the start, whatever was reset or dropped */
          readonly scope?: string | undefined
        }
      | undefined
    readonly answer: Coverage
  }
  /** Chinese titles of the kinds of notes, and what to do */
  readonly getNoteKinds: {
    readonly answer: {
      readonly kinds: readonly {
        readonly kind: string
        readonly title: string
        readonly advice: string
      }[]
    }
  }
  /** The cases in use */
  readonly getUses: {
    readonly answer: Uses
  }
  /** Answer every call with a case, until told otherwise */
  readonly useCase: {
    readonly body: {
      readonly case: string | readonly string[]
      readonly api?: string | undefined
      readonly times?: number | undefined
    }
    readonly answer: Uses
  }
  /** Take all out of use */
  readonly useNothing: {
    readonly answer: Uses
  }
  /** What time it is */
  readonly getClock: {
    readonly answer: Clock
  }
  /** Set, shift, stop or start the clock */
  readonly setClock: {
    readonly body: {
      readonly now?: string | undefined
      readonly frozen?: boolean | undefined
      readonly offsetMs?: number | undefined
    }
    readonly answer: Clock
  }
  /** Move it on, or back */
  readonly advanceClock: {
    readonly body: {
      readonly ms?: number | undefined
      readonly by?: string | undefined
    }
    readonly answer: Clock
  }
  /** Stop it */
  readonly freezeClock: {
    readonly answer: Clock
  }
  /** Let it run on */
  readonly resumeClock: {
    readonly answer: Clock
  }
  /** All that is kept */
  readonly getWorld: {
    readonly answer: World
  }
  /** Put another in its place */
  readonly replaceWorld: {
    readonly body: World
    readonly answer: World
  }
  /** Merge into it, list by list, by key */
  readonly patchWorld: {
    readonly body: World
    readonly answer: World
  }
  /** Their names */
  readonly getSnapshots: {
    readonly answer: {
      readonly snapshots: readonly string[]
    }
  }
  /** The world as it was taken */
  readonly exportSnapshot: {
    readonly params: {
      readonly name: string
    }
    readonly answer: World
  }
  /** Keep the world as it is, or the one in the body */
  readonly putSnapshot: {
    readonly params: {
      readonly name: string
    }
    readonly body?: World
    readonly answer: {
      readonly name: string
    }
  }
  /** Forget one */
  readonly deleteSnapshot: {
    readonly params: {
      readonly name: string
    }
    readonly answer: Readonly<Record<string, never>>
  }
  /** Put it in place of the world */
  readonly restoreSnapshot: {
    readonly params: {
      readonly name: string
    }
    readonly answer: World
  }
  /** Where two differ */
  readonly compareSnapshots: {
    readonly params: {
      readonly a: string
      readonly b: string
    }
    readonly answer: {
      readonly differences: readonly Difference[]
    }
  }
  /** A login code of a person, or one that fails */
  readonly issueCode: {
    readonly body?: {
      readonly person?: string | undefined
      readonly error?: string | number | undefined
      readonly errmsg?: string | undefined
      readonly once?: boolean | undefined
      readonly expiresInSeconds?: number | undefined
      readonly appId?: string | undefined
      readonly scope?: string | undefined
      readonly snapshot?: boolean | undefined
    }
    readonly answer: {
      readonly code: string
      readonly expiresAt: string
    }
  }
  /** A phone number as a phone would send it */
  readonly encryptPhone: {
    readonly body: {
      readonly person?: string | undefined
      readonly phone?: string | undefined
      readonly appId?: string | undefined
      readonly sessionKey?: string | undefined
    }
    readonly answer: {
      readonly encryptedData: string
      readonly iv: string
      readonly sessionKey: string
      readonly code: string
    }
  }
  /** A profile as wx.getUserProfile would give it, signed and encrypted */
  readonly signProfile: {
    readonly body?: {
      readonly person?: string | undefined
      readonly appId?: string | undefined
    }
    readonly answer: {
      readonly rawData: string
      readonly signature: string
      readonly encryptedData: string
      readonly iv: string
    }
  }
  /** Who holds the phone */
  readonly getCurrentPerson: {
    readonly answer: {
      readonly person: string | null
    }
  }
  /** Put the phone in somebody’s hand; without a person, in that of the first */
  readonly setCurrentPerson: {
    readonly body?: {
      readonly person?: string | undefined
    }
    readonly answer: {
      readonly person: string | null
    }
  }
  /** The phones’ inbox */
  readonly getMessages: {
    readonly answer: Inbox
  }
  /** Send a verification code */
  readonly sendMessage: {
    readonly body: {
      readonly mobile: string
      readonly code?: string | undefined
    }
    readonly answer: Inbox
  }
  /** Whether a token is this mock’s and alive */
  readonly introspectToken: {
    readonly body: {
      readonly token: string
    }
    readonly answer: TokenState
  }
  /** Public keys of signed tokens */
  readonly getKeys: {
    readonly answer: {
      readonly keys: readonly Readonly<Record<string, unknown>>[]
    }
  }
  /** Entries of the journal as they come, as server-sent events */
  readonly followRequests: {
    readonly query?:
      | {
          /** `true` shows what is masked otherwise */
          readonly secrets?: string | undefined
        }
      | undefined
    readonly answer: string
  }
  /** Brings a state about (`setup`), or what was before it back (`teardown`) */
  readonly changeProviderState: {
    readonly body: {
      readonly consumer?: string | undefined
      readonly state: string
      readonly params?: Readonly<Record<string, unknown>> | undefined
      readonly action: string
    }
    readonly answer: Readonly<Record<string, unknown>>
  }
}

/** Verb and path under `/__admin` of every admin call. */
export const adminCalls = {
  getMappings: 'GET /mappings',
  createMapping: 'POST /mappings',
  deleteMappings: 'DELETE /mappings',
  addFixture: 'POST /fixtures',
  resetMappings: 'POST /mappings/reset',
  saveMappings: 'POST /mappings/save',
  importMappings: 'POST /mappings/import',
  editMapping: 'POST /mappings/edit',
  getUnmatchedMappings: 'GET /mappings/unmatched',
  deleteUnmatchedMappings: 'DELETE /mappings/unmatched',
  findMappingsByMetadata: 'POST /mappings/find-by-metadata',
  removeMappingsByMetadata: 'POST /mappings/remove-by-metadata',
  removeMappings: 'POST /mappings/remove',
  getMapping: 'GET /mappings/{id}',
  updateMapping: 'PUT /mappings/{id}',
  deleteMapping: 'DELETE /mappings/{id}',
  getRequests: 'GET /requests',
  deleteRequests: 'DELETE /requests',
  resetRequests: 'POST /requests/reset',
  getUnmatchedRequests: 'GET /requests/unmatched',
  getUnmatchedNearMisses: 'GET /requests/unmatched/near-misses',
  countRequests: 'POST /requests/count',
  findRequests: 'POST /requests/find',
  removeRequests: 'POST /requests/remove',
  removeRequestsByMetadata: 'POST /requests/remove-by-metadata',
  getRequest: 'GET /requests/{id}',
  deleteRequest: 'DELETE /requests/{id}',
  getNearMissesOfRequest: 'POST /near-misses/request',
  getNearMissesOfPattern: 'POST /near-misses/request-pattern',
  getNearMissesOfRequestToo: 'POST /requests/near-misses/request',
  getNearMissesOfPatternToo: 'POST /requests/near-misses/request-pattern',
  getScenarios: 'GET /scenarios',
  resetScenarios: 'POST /scenarios/reset',
  setScenarioState: 'PUT /scenarios/{name}/state',
  getSettings: 'GET /settings',
  replaceSettings: 'PUT /settings',
  updateSettings: 'POST /settings',
  patchExtendedSettings: 'PATCH /settings/extended',
  getRecordingStatus: 'GET /recordings/status',
  startRecording: 'POST /recordings/start',
  stopRecording: 'POST /recordings/stop',
  takeSnapshotRecording: 'POST /recordings/snapshot',
  reset: 'POST /reset',
  getHealth: 'GET /health',
  getVersion: 'GET /version',
  shutdown: 'POST /shutdown',
  getLiveness: 'GET /livez',
  getReadiness: 'GET /readyz',
  getTenants: 'GET /tenants',
  deleteTenant: 'DELETE /tenants/{key}',
  getOpenApi: 'GET /openapi.json',
  getApisOpenApi: 'GET /apis/openapi.json',
  getApisOpenApiYaml: 'GET /apis/openapi.yaml',
  getCases: 'GET /cases',
  getCoverage: 'GET /cases/coverage',
  getNoteKinds: 'GET /note-kinds',
  getUses: 'GET /use',
  useCase: 'PUT /use',
  useNothing: 'DELETE /use',
  getClock: 'GET /clock',
  setClock: 'PUT /clock',
  advanceClock: 'POST /clock/advance',
  freezeClock: 'POST /clock/freeze',
  resumeClock: 'POST /clock/resume',
  getWorld: 'GET /world',
  replaceWorld: 'PUT /world',
  patchWorld: 'PATCH /world',
  getSnapshots: 'GET /snapshots',
  exportSnapshot: 'GET /snapshots/{name}',
  putSnapshot: 'PUT /snapshots/{name}',
  deleteSnapshot: 'DELETE /snapshots/{name}',
  restoreSnapshot: 'POST /snapshots/{name}/restore',
  compareSnapshots: 'GET /snapshots/{a}/diff/{b}',
  issueCode: 'POST /wechat/codes',
  encryptPhone: 'POST /wechat/encrypt',
  signProfile: 'POST /wechat/sign',
  getCurrentPerson: 'GET /wechat/current',
  setCurrentPerson: 'PUT /wechat/current',
  getMessages: 'GET /sms',
  sendMessage: 'POST /sms',
  introspectToken: 'POST /tokens/introspect',
  getKeys: 'GET /jwks.json',
  followRequests: 'GET /events',
  changeProviderState: 'POST /pact/provider-states',
} as const satisfies Readonly<Record<keyof AdminCalls, string>>
