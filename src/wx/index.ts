/** Where the mock is, and whose phone this is. */
export interface WxOptions {
  /** Address of the mock, such as `http://127.0.0.1:5013`. */
  readonly url: string
  readonly tenant?: string
  /** Id of one of the world's people, `new`, or a case of a code; absent: who holds the phone. */
  readonly person?: string
  /** Of the mini program or official account. */
  readonly appId?: string
}

/** What every callback is told. */
export interface Result {
  /** `request:ok`, or `request:fail` with a reason. */
  readonly errMsg: string
}

/** WeChat's callbacks. Where none is given, the call returns a promise, which fails with what `fail` gets. */
export interface Callbacks<Success extends Result> {
  readonly success?: (result: Success) => void
  readonly fail?: (result: Result) => void
  readonly complete?: (result: Result) => void
}

/** What `wx.login` gives: a code for the back end. */
export interface LoginResult extends Result {
  readonly code: string
}

/** The `detail` of the phone number button's event. */
export interface PhoneNumberDetail extends Result {
  readonly code: string
  readonly encryptedData: string
  readonly iv: string
}

/** What a profile shows, under WeChat's names. */
export interface UserInfo {
  readonly nickName: string
  readonly gender: number
  readonly language: string
  readonly city: string
  readonly province: string
  readonly country: string
  readonly avatarUrl: string
}

/** What `wx.getUserProfile` gives; `signature` is sha1(rawData + session key). */
export interface UserProfile extends Result {
  readonly userInfo: UserInfo
  readonly rawData: string
  readonly signature: string
  readonly encryptedData: string
  readonly iv: string
}

/** What `wx.request` takes. */
export interface RequestOptions extends Callbacks<RequestResult> {
  readonly url: string
  /** In the query of a GET; else JSON, or a form where the content type says so. */
  readonly data?: string | Readonly<Record<string, unknown>> | ArrayBuffer
  /** Default content-type: application/json. */
  readonly header?: Readonly<Record<string, string>>
  readonly method?: string
  /** `json` (default) reads the answer as JSON where it is such. */
  readonly dataType?: string
  readonly responseType?: 'text' | 'arraybuffer'
  /** Milliseconds. */
  readonly timeout?: number
}

/** What `wx.request` gives; `data` is parsed where it is JSON. */
export interface RequestResult extends Result {
  readonly data: unknown
  readonly statusCode: number
  readonly header: Readonly<Record<string, string>>
}

/** A request that was begun. */
export interface RequestTask extends Promise<RequestResult> {
  readonly abort: () => void
}

/** What a page or a test uses in place of WeChat's `wx`. */
export interface Wx {
  readonly login: (options?: Callbacks<LoginResult>) => Promise<LoginResult>
  /** Good once there was a login. */
  readonly checkSession: (options?: Callbacks<Result>) => Promise<Result>
  readonly getUserProfile: (
    options?: Callbacks<UserProfile> & { readonly desc?: string },
  ) => Promise<UserProfile>
  readonly getUserInfo: (
    options?: Callbacks<UserProfile> & { readonly withCredentials?: boolean },
  ) => Promise<UserProfile>
  readonly request: (options: RequestOptions) => RequestTask
  /** What the phone number button gives its event as `detail`. */
  readonly getPhoneNumber: (options?: Callbacks<PhoneNumberDetail>) => Promise<PhoneNumberDetail>
}

/** WeChat's `wx` for a browser and for tests, answered by the mock. Throws nothing: what fails tells `fail`. */
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

  /** A call that resolves, and tells the callbacks, as WeChat's do. */
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
    // Whoever gave callbacks does not look at the promise.
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

/** As WeChat reads it: JSON where it is such, else the text. */
const read = (text: string, dataType: string): unknown => {
  if (dataType !== 'json') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
