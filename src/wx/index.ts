/** The address of the mock, and the person whose phone this is. */
export interface WxOptions {
  /** The mock's address, such as `http://127.0.0.1:5013`. */
  readonly url: string
  readonly tenant?: string
  /** The id of a person of the world, `new`, or a case of a code. Default: the holder of the phone. */
  readonly person?: string
  /** The id of the mini program or official account. */
  readonly appId?: string
}

/** The result that every callback receives. */
export interface Result {
  /** `request:ok`, or `request:fail` with a reason. */
  readonly errMsg: string
}

/**
 * WeChat's callbacks. The call also returns a promise, which rejects with the result that `fail` receives.
 */
export interface Callbacks<Success extends Result> {
  readonly success?: (result: Success) => void
  readonly fail?: (result: Result) => void
  readonly complete?: (result: Result) => void
}

/** The result of `wx.login`: a code for the back end. */
export interface LoginResult extends Result {
  readonly code: string
}

/** The `detail` of the phone number button's event. */
export interface PhoneNumberDetail extends Result {
  readonly code: string
  readonly encryptedData: string
  readonly iv: string
}

/** The fields of a profile, under WeChat's names. */
export interface UserInfo {
  readonly nickName: string
  readonly gender: number
  readonly language: string
  readonly city: string
  readonly province: string
  readonly country: string
  readonly avatarUrl: string
}

/** The result of `wx.getUserProfile`. `signature` is sha1(rawData + session key). */
export interface UserProfile extends Result {
  readonly userInfo: UserInfo
  readonly rawData: string
  readonly signature: string
  readonly encryptedData: string
  readonly iv: string
}

/** The options of `wx.request`. */
export interface RequestOptions extends Callbacks<RequestResult> {
  readonly url: string
  /** Sent in the query of a GET. Otherwise sent as JSON, or as a form if the content type is a form's. */
  readonly data?: string | Readonly<Record<string, unknown>> | ArrayBuffer
  /** Default content-type: application/json. */
  readonly header?: Readonly<Record<string, string>>
  readonly method?: string
  /** `json` (default) parses the response if it is JSON. */
  readonly dataType?: string
  readonly responseType?: 'text' | 'arraybuffer'
  /** Milliseconds. */
  readonly timeout?: number
}

/** The result of `wx.request`. `data` is parsed if it is JSON. */
export interface RequestResult extends Result {
  readonly data: unknown
  readonly statusCode: number
  readonly header: Readonly<Record<string, string>>
}

/** A request in progress. */
export interface RequestTask extends Promise<RequestResult> {
  readonly abort: () => void
}

/** Replaces WeChat's `wx` in a page or a test. */
export interface Wx {
  readonly login: (options?: Callbacks<LoginResult>) => Promise<LoginResult>
  /** Succeeds after a login. */
  readonly checkSession: (options?: Callbacks<Result>) => Promise<Result>
  readonly getUserProfile: (
    options?: Callbacks<UserProfile> & { readonly desc?: string },
  ) => Promise<UserProfile>
  readonly getUserInfo: (
    options?: Callbacks<UserProfile> & { readonly withCredentials?: boolean },
  ) => Promise<UserProfile>
  readonly request: (options: RequestOptions) => RequestTask
  /** Returns the `detail` of the phone number button's event. */
  readonly getPhoneNumber: (options?: Callbacks<PhoneNumberDetail>) => Promise<PhoneNumberDetail>
}

/**
 * Creates WeChat's `wx` for a browser or for tests, answered by the mock. Throws nothing: failures go to
 * `fail` and reject the promise.
 */
export const createWx = ({ url, tenant, person, appId }: WxOptions): Wx => {
  const base = url.replace(/\/+$/, '') + (tenant === undefined ? '' : `/t/${tenant}`)
  let loggedIn = false

  const ask = async (what: string): Promise<unknown> => {
    const query = new URLSearchParams({ mock_answer: what })
    if (appId !== undefined) query.set('appid', appId)
    if (person !== undefined) query.set('mock_person', person)
    const response = await fetch(`${base}/connect/oauth2/authorize?${query.toString()}`)
    const text = await response.text()
    if (!response.ok || !text.startsWith('{'))
      throw new Error(`the mock has no ${what} for ${person ?? 'whoever holds the phone'}`)
    return JSON.parse(text)
  }

  /** Runs a call and reports its result to the callbacks and the promise, as WeChat does. */
  const api = <Success extends Result>(
    name: string,
    options: Callbacks<Success> = {},
    work: () => Promise<Omit<Success, 'errMsg'>>,
  ): Promise<Success> => {
    const done = work().then(
      (value) => {
        const result = { ...value, errMsg: `${name}:ok` } as Success
        options.success?.(result)
        options.complete?.(result)
        return result
      },
      (error: unknown) => {
        const result = { errMsg: `${name}:fail ${(error as Error).message}` }
        options.fail?.(result)
        options.complete?.(result)
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what WeChat rejects with
        throw result
      },
    )
    // A caller with callbacks ignores the promise, so its rejection must not be reported as unhandled.
    if (options.success ?? options.fail ?? options.complete) done.catch(() => undefined)
    return done
  }

  const profile = (name: string, options?: Callbacks<UserProfile>): Promise<UserProfile> =>
    api(name, options, async () => {
      const signed = (await ask('profile')) as Omit<UserProfile, 'errMsg' | 'userInfo'>
      return { ...signed, userInfo: JSON.parse(signed.rawData) as UserInfo }
    })

  return {
    login: (options) =>
      api('login', options, async () => {
        const { code } = (await ask('login')) as { readonly code: string }
        loggedIn = true
        return { code }
      }),
    checkSession: (options) =>
      api('checkSession', options, () =>
        loggedIn
          ? Promise.resolve({})
          : Promise.reject(new Error('session time out, need relogin')),
      ),
    getUserProfile: (options) => profile('getUserProfile', options),
    getUserInfo: (options) => profile('getUserInfo', options),
    getPhoneNumber: (options) =>
      api('getPhoneNumber', options, async () => {
        return (await ask('phone')) as Omit<PhoneNumberDetail, 'errMsg'>
      }),
    request: (options) => {
      const controller = new AbortController()
      const done = api('request', options, () => send(options, controller))
      return Object.assign(done, {
        abort: () => {
          controller.abort(new Error('abort'))
        },
      })
    },
  }
}

type Sent = Omit<RequestResult, 'errMsg'>

const send = async (options: RequestOptions, controller: AbortController): Promise<Sent> => {
  const { data, method = 'GET', header = {}, timeout, dataType = 'json', responseType } = options
  const verb = method.toUpperCase()
  const headers = new Headers(header)
  const isForm = headers.get('content-type')?.includes('x-www-form-urlencoded') === true
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  const isGet = verb === 'GET' || verb === 'HEAD'
  const fields = typeof data === 'object' && !(data instanceof ArrayBuffer) ? data : undefined
  let target = options.url
  if (isGet && fields !== undefined) {
    const query = pairs(fields)
    if (query !== '') target += `${target.includes('?') ? '&' : '?'}${query}`
  }
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          controller.abort(new Error('timeout'))
        }, timeout)
  try {
    const body =
      isGet || data === undefined
        ? {}
        : {
            body:
              fields === undefined
                ? (data as string)
                : isForm
                  ? pairs(fields)
                  : JSON.stringify(fields),
          }
    const response = await fetch(target, {
      method: verb,
      headers,
      signal: controller.signal,
      ...body,
    })
    return {
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      data:
        responseType === 'arraybuffer'
          ? await response.arrayBuffer()
          : read(await response.text(), dataType),
    }
  } finally {
    clearTimeout(timer)
  }
}

const pairs = (fields: Readonly<Record<string, unknown>>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`)
    .join('&')

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Parses the text if it is JSON, as WeChat does. Otherwise returns the text. */
const read = (text: string, dataType: string): unknown => {
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
