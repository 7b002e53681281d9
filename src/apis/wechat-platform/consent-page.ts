import type { CaseRow } from '../../core/case.ts'
import type { CodeOrder, Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { people, type Person } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { pageStyle, type PageAnswer } from '../../dialects/wechat/answers.ts'
import type { consentRequest } from './dtos.ts'

/** A checked request for a consent page. */
export interface Asked {
  readonly appId: string
  readonly redirect: URL
  readonly scope: string
  readonly state: string | undefined
}

/** The largest number of people on a page. */
const MOST = 200

const words = {
  zh: {
    title: '微信登录',
    mock: '模拟页面：wechat-login-mock，并非真正的微信',
    asks: '申请使用你的微信身份',
    scope: '权限',
    who: '以谁的身份登录？',
    phone: '有手机号',
    noPhone: '无手机号',
    accounts: '已有账号：',
    noAccounts: '没有账号',
    fresh: '新用户（尚无账号）',
    snapshot: '快照页用户（匿名）',
    deny: '拒绝',
    failures: '让登录失败',
    other: '以其他 id 登录',
    go: '登录',
    denied: '你拒绝了授权。可以关闭此页面。',
    error: '错误码',
    language: 'English',
  },
  en: {
    title: 'WeChat login',
    mock: 'A mock page: wechat-login-mock, not the real WeChat',
    asks: 'asks to use your WeChat identity',
    scope: 'Scope',
    who: 'Log in as whom?',
    phone: 'has a phone number',
    noPhone: 'no phone number',
    accounts: 'has accounts at ',
    noAccounts: 'no account yet',
    fresh: 'A new person (without an account)',
    snapshot: 'A snapshot user (anonymous)',
    deny: 'Deny',
    failures: 'Let the login fail',
    other: 'Log in by another id',
    go: 'Log in',
    denied: 'You denied. You may close this page.',
    error: 'Error',
    language: '中文',
  },
} as const

type Language = keyof typeof words

/** Returns the language of the page: Chinese unless the query has `lang=en`. */
export const languageOf = (lang: string | null | undefined): Language =>
  lang === 'en' ? 'en' : 'zh'

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns the page on which the user chooses a person. `sent` are the parameters of the request, and `path`
 * is the path of the page.
 */
export const consentPage = (
  { appId, scope }: Asked,
  sent: Fields,
  path: string,
  context: Context,
): string => {
  const language = languageOf(text(sent['lang']))
  const say = words[language]
  const link = (changes: Fields): string => escape(`/${path}?${query({ ...sent, ...changes })}`)
  const choice = (value: string, inside: string, kind = 'choice'): string =>
    `<li><a class="${kind}" href="${link({ mock_person: value })}">${inside}</a></li>`
  const everybody = [...context.world.table(people).values()].slice(0, MOST)
  const rows = everybody.map((person) => choice(person.id, personRow(person, say, context)))
  const failures = Object.keys(failingCodes).map((name) =>
    choice(name, escape(`${failingCodes[name]?.[language] ?? name} · ${name}`), 'plain'),
  )
  const hidden = Object.entries(sent)
    .filter(([name, value]) => name !== 'mock_person' && typeof value === 'string')
    .map(
      ([name, value]) =>
        `<input type="hidden" name="${escape(name)}" value="${escape(String(value))}">`,
    )
  return html(
    language,
    say.title,
    `<h1>${say.title}</h1>
<p class="app"><strong>${escape(appId)}</strong> ${say.asks}</p>
<p class="scope">${say.scope}: <code>${escape(scope)}</code></p>
<h2>${say.who}</h2>
<ul>${rows.join('')}
${choice('new', escape(say.fresh), 'plain')}
${choice('snapshot', escape(say.snapshot), 'plain')}
${choice('deny', escape(say.deny), 'deny')}
</ul>
<form method="get" action="/${path}">${hidden.join('')}
<label>${say.other} <input name="mock_person" required autocomplete="off"></label> <button>${say.go}</button></form>
<details><summary>${say.failures}</summary><ul>${failures.join('')}</ul></details>
<p class="language"><a href="${link({ lang: language === 'en' ? 'cn' : 'en' })}">${say.language}</a></p>`,
  )
}

const personRow = (person: Person, say: (typeof words)[Language], context: Context): string => {
  const nickname = person.nickname ?? person.id
  const accounts = context.world.accountsOf(person)
  const about = [
    person.phone == null || person.phone === '' ? say.noPhone : say.phone,
    accounts.length === 0 ? say.noAccounts : `${say.accounts}${accounts.join(', ')}`,
  ].join(' · ')
  const initial = Array.from(nickname)[0] ?? '?'
  return `<span class="avatar" aria-hidden="true">${escape(initial)}</span><span class="name">${escape(nickname)}</span> <span class="about">${escape(person.id)} · ${escape(about)}</span>`
}

/** Returns one of WeChat's error pages, with its number. */
const errorPage = (row: CaseRow, language: Language): string => {
  const say = words[language]
  const message = language === 'en' ? (row.messageEn ?? row.message) : row.message
  return html(
    language,
    say.title,
    `<h1>${escape(message)}</h1>\n<p>${say.error}: <code>${row.code}</code></p>`,
  )
}

/** Makes the answer of the consent page. A failure is one of WeChat's error pages. */
export const consentEnvelope = (
  outcome: Outcome<PageAnswer>,
  input: Infer<typeof consentRequest> | undefined,
): PageAnswer => {
  if (outcome.kind === 'ok') return outcome.data
  if (outcome.kind === 'invalid') throw new Error('WeChat has no invalid model.')
  return { html: errorPage(outcome.row, languageOf(input?.lang)) }
}

/** Returns the page that is shown after the person denied the consent. */
export const deniedPage = (language: Language): string =>
  html(language, words[language].title, `<h1>${words[language].denied}</h1>`)

const html = (language: Language, title: string, body: string): string =>
  `<!doctype html>
<html lang="${language === 'en' ? 'en' : 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<p class="mock" role="note">${words[language].mock}</p>
${body}
</main>
</body>
</html>
`

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const query = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  ).toString()

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a value for HTML text and for attributes in double quotes. */
const escape = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

interface FailingCode {
  readonly order: CodeOrder
  readonly zh: string
  readonly en: string
}

const failing = (zh: string, en: string, order: CodeOrder): FailingCode => ({ order, zh, en })

/** Login codes that fail when they are redeemed, by the name of their case. */
export const failingCodes: Readonly<Record<string, FailingCode>> = {
  'code-expired': failing('code 已过期', 'The code has expired', { expiresInSeconds: 0 }),
  'code-used': failing('code 已被使用', 'The code was used already', { error: 40163 }),
  'code-invalid': failing('code 无效', 'The code is invalid', { error: 40029 }),
  'code-blocked': failing('code 被拦截', 'The code is blocked', { error: 40226 }),
  'rate-limited': failing('调用太频繁', 'Too many calls', { error: 45011 }),
  'system-error': failing('微信系统繁忙', 'WeChat has a system error', { error: -1 }),
  'wechat-unreachable': failing('微信无法访问', 'WeChat cannot be reached', {
    error: 'unreachable',
  }),
  'wechat-empty': failing('微信返回空内容', 'WeChat answers nothing', { error: 'empty' }),
  'wechat-unreadable': failing('微信返回乱码', 'WeChat answers no JSON', { error: 'unreadable' }),
  'wechat-incomplete': failing('微信返回不完整', 'WeChat answers without an openid', {
    error: 'incomplete',
  }),
}

/** Returns the order for the code of a choice on the page. Returns undefined for an unknown choice. */
export const orderFor = (chosen: string, context: Context): CodeOrder | undefined => {
  if (chosen === 'new') return { person: 'mock:new' }
  if (chosen === 'snapshot') return { snapshot: true }
  const person = context.phone.person(chosen)
  if (person !== undefined) return { person: person.id }
  return Object.hasOwn(failingCodes, chosen) ? failingCodes[chosen]?.order : undefined
}
