import type { Note } from '../../src/core/note.ts'
import {
  authorization,
  endUser,
  endUserForm,
  form,
  json,
  login,
  shop,
  targets,
  xml,
} from '../support/clean-requests.ts'
import type { Row } from './note-row.ts'

const READABLE = 'application/json, application/xml or application/x-www-form-urlencoded'
const FORM = 'application/x-www-form-urlencoded'
const BROWSER =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const noAuthcode: Note = {
  kind: 'required-missing',
  message:
    '`authcode` is not in the body: ShopXO refused the request; send it there, as JSON or a form.',
  path: 'authcode',
}
const noAppId: Note = {
  kind: 'required-missing',
  message:
    'Parameter `appId` is blank or absent: the platform answered 5218; send it in the query or as a form field.',
  path: 'appId',
}

export const headerRows: readonly Row[] = [
  {
    kind: 'content-type-unsupported',
    about: 'text/plain',
    sent: { ...authorization(), headers: { 'Content-Type': 'text/plain;charset=UTF-8' } },
    clean: authorization(),
    notes: [
      {
        kind: 'content-type-unsupported',
        message: `Content-Type \`text/plain;charset=UTF-8\` is read by no formatter: Web API answered 415; send ${READABLE}.`,
        path: 'Content-Type',
        expected: READABLE,
        actual: 'text/plain;charset=UTF-8',
      },
    ],
  },
  {
    kind: 'content-type-unsupported',
    about: 'text/plain to the shop',
    sent: { ...shop(), headers: { 'Content-Type': 'text/plain' } },
    clean: shop(),
    notes: [
      {
        kind: 'content-type-unsupported',
        message:
          'Content-Type `text/plain` is none that PHP reads a POST body of: ShopXO did not read it and found no parameter; send application/json.',
        path: 'Content-Type',
        expected: 'application/json',
        actual: 'text/plain',
      },
      noAuthcode,
    ],
  },
  {
    kind: 'content-type-unsupported',
    about: 'text/plain to Spring',
    sent: {
      target: targets.endUser,
      headers: { 'Content-Type': 'text/plain' },
      body: endUserForm(),
    },
    clean: form(targets.endUser, endUserForm()),
    notes: [
      {
        kind: 'content-type-unsupported',
        message: `Content-Type \`text/plain\` is none that parameters are read from: Tomcat did not read it and took \`appId\`, \`code\`, \`signature\`, \`userDomain\` for absent; send ${FORM}.`,
        path: 'Content-Type',
        expected: FORM,
        actual: 'text/plain',
      },
      noAppId,
    ],
  },
  {
    kind: 'content-type-missing',
    about: 'a body of no type',
    sent: { ...authorization(), headers: {} },
    clean: authorization(),
    notes: [
      {
        kind: 'content-type-missing',
        message: `The body has no Content-Type: no formatter reads it and Web API answered 415; send ${READABLE}.`,
        path: 'Content-Type',
        expected: READABLE,
      },
    ],
  },
  {
    kind: 'content-type-missing',
    about: 'a body of no type to the shop',
    sent: { ...shop(), headers: {} },
    clean: shop(),
    notes: [
      {
        kind: 'content-type-missing',
        message:
          'The body has no Content-Type: ShopXO did not read it and found no parameter; send application/json.',
        path: 'Content-Type',
        expected: 'application/json',
      },
      noAuthcode,
    ],
  },
  {
    kind: 'content-type-missing',
    about: 'a form of no type to Spring',
    sent: { target: targets.endUser, body: endUserForm() },
    clean: form(targets.endUser, endUserForm()),
    notes: [
      {
        kind: 'content-type-missing',
        message: `The body has no Content-Type: Tomcat did not read it and took \`appId\`, \`code\`, \`signature\`, \`userDomain\` for absent; send ${FORM}.`,
        path: 'Content-Type',
        expected: FORM,
      },
      noAppId,
    ],
  },
  {
    kind: 'charset-ignored',
    about: 'gbk',
    sent: { ...authorization(), headers: { 'Content-Type': 'application/json; charset=gbk' } },
    clean: { ...authorization(), headers: { 'Content-Type': 'application/json; charset=UTF-8' } },
    notes: [
      {
        kind: 'charset-ignored',
        message:
          'charset=gbk is none that Web API knows: it read the body as utf-8; send utf-8 or utf-16.',
        path: 'Content-Type',
        expected: 'utf-8 or utf-16',
        actual: 'gbk',
      },
    ],
  },
  {
    kind: 'charset-ignored',
    about: 'gbk to the shop',
    sent: { ...shop(), headers: { 'Content-Type': 'application/json;charset=gbk' } },
    clean: { ...shop(), headers: { 'Content-Type': 'application/json;charset=utf-8' } },
    notes: [
      {
        kind: 'charset-ignored',
        message:
          "charset=gbk is ignored: PHP takes the body's bytes as they are, for UTF-8; send UTF-8.",
        path: 'Content-Type',
        expected: 'utf-8',
        actual: 'gbk',
      },
    ],
  },
  {
    kind: 'charset-ignored',
    about: 'gbk to Spring',
    sent: {
      ...form(targets.endUser, endUserForm()),
      headers: { 'Content-Type': `${FORM}; charset=gbk` },
    },
    clean: {
      ...form(targets.endUser, endUserForm()),
      headers: { 'Content-Type': `${FORM}; charset=utf-8` },
    },
    notes: [
      {
        kind: 'charset-ignored',
        message:
          'charset=gbk is ignored: Spring Boot reads a form as UTF-8 whatever it declares; send UTF-8.',
        path: 'Content-Type',
        expected: 'utf-8',
        actual: 'gbk',
      },
    ],
  },
  {
    kind: 'accept-fallback',
    about: 'a type that nobody writes',
    sent: { ...login(), headers: { 'Content-Type': 'text/json', Accept: 'text/html' } },
    clean: { ...login(), headers: { 'Content-Type': 'text/json', Accept: 'text/html, */*' } },
    notes: [
      {
        kind: 'accept-fallback',
        message:
          "Accept `text/html` names no type that is served here: Web API never answers 406 and sent text/json, the request's own type; ask for application/json or application/xml.",
        path: 'Accept',
        expected: 'application/json, text/json, application/xml or text/xml',
        actual: 'text/html',
      },
    ],
  },
  {
    kind: 'accept-fallback',
    about: 'a browser’s Accept, which gets XML',
    sent: { ...form(targets.login, 'code=c1'), headers: { 'Content-Type': FORM, Accept: BROWSER } },
    clean: form(targets.login, 'code=c1'),
    notes: [
      {
        kind: 'accept-fallback',
        message:
          "Accept is a browser's, which prefers XML to `*/*`: Web API answered in application/xml; ask for application/json.",
        path: 'Accept',
        expected: 'application/json',
        actual: BROWSER,
      },
    ],
  },
  {
    kind: 'verb-not-allowed',
    about: 'GET',
    sent: { method: 'GET', target: targets.authorization },
    clean: authorization(),
    notes: [
      {
        kind: 'verb-not-allowed',
        message:
          'GET reaches no action: Web API takes `api/Customer/AppAuthorization` by POST only and answered 405; send POST.',
        expected: 'POST',
        actual: 'GET',
      },
    ],
  },
  {
    kind: 'verb-not-allowed',
    about: 'PUT to Spring',
    sent: { ...endUser(), method: 'PUT' },
    clean: endUser(),
    notes: [
      {
        kind: 'verb-not-allowed',
        message: `PUT is mapped to no handler: Spring takes \`${targets.endUser}\` by POST only and answered 405; send POST.`,
        expected: 'POST',
        actual: 'PUT',
      },
    ],
  },
  {
    kind: 'route-near-miss',
    about: 'a misspelt action',
    sent: { ...authorization(), target: '/api/Customer/AppAuthorisation' },
    clean: { ...authorization(), target: '/API/customer/appauthorization/' },
    notes: [
      {
        kind: 'route-near-miss',
        message:
          '`AppAuthorisation` is no action of Customer: Web API answered 404; did you mean `AppAuthorization`?',
        expected: 'AppAuthorization',
        actual: 'AppAuthorisation',
      },
    ],
  },
  {
    kind: 'route-near-miss',
    about: 'a misspelt controller of another API',
    sent: { ...login(), target: '/api/WxSmallApps/LoginWithPhone' },
    clean: login(),
    notes: [
      {
        kind: 'route-near-miss',
        message:
          '`/api/WxSmallApps/LoginWithPhone` is no path of any API: the server found no handler and answered 404; did you mean `/api/WxSmallApp/LoginWithPhone`?',
        expected: '/api/WxSmallApp/LoginWithPhone',
        actual: '/api/WxSmallApps/LoginWithPhone',
      },
    ],
  },
  {
    kind: 'route-near-miss',
    about: 'a path without its beginning',
    sent: { ...endUser(), target: '/wechatOffiaccountAuthLogin' },
    clean: endUser(),
    notes: [
      {
        kind: 'route-near-miss',
        message: `\`/wechatOffiaccountAuthLogin\` is no path of any API: the server found no handler and answered 404; did you mean \`${targets.endUser}\`?`,
        expected: targets.endUser,
        actual: '/wechatOffiaccountAuthLogin',
      },
    ],
  },
  {
    kind: 'route-near-miss',
    about: 'another case for Spring',
    sent: { ...endUser(), target: '/v2/enduser/enduserapi/wechatoffiaccountauthlogin' },
    clean: endUser(),
    notes: [
      {
        kind: 'route-near-miss',
        message: `\`/v2/enduser/enduserapi/wechatoffiaccountauthlogin\` is mapped to no handler: Spring answered 404, for case counts in paths; did you mean \`${targets.endUser}\`?`,
        expected: targets.endUser,
        actual: '/v2/enduser/enduserapi/wechatoffiaccountauthlogin',
      },
    ],
  },
  {
    kind: 'route-near-miss',
    about: 'capitals for ShopXO',
    sent: json('/api.php?s=USER/APPMINIUSERAUTH&application_client_type=weixin', {
      authcode: 'c1',
    }),
    clean: json('/api.php?s=User/AppMiniUserAuth&application_client_type=weixin', {
      authcode: 'c1',
    }),
    notes: [
      {
        kind: 'route-near-miss',
        message:
          'The shop has no controller class `USER`: ThinkPHP takes it from `s` or from what stands behind /api.php, and changes the case of the first letter only; did you mean `user/appminiuserauth`?',
        path: 's',
        expected: 'user/appminiuserauth',
        actual: 'USER/APPMINIUSERAUTH',
      },
    ],
  },
  {
    kind: 'parameter-in-wrong-place',
    about: 'a member in the query',
    sent: { ...authorization(), target: `${targets.authorization}?city=c` },
    clean: { ...authorization(), target: `${targets.authorization}?_=1769670034500` },
    notes: [
      {
        kind: 'parameter-in-wrong-place',
        message:
          'Query parameter `city` is ignored: Web API reads UserInfo from the body; send it there.',
        path: 'city',
        expected: 'body',
        actual: 'query',
      },
    ],
  },
  {
    kind: 'parameter-in-wrong-place',
    about: 'authcode in the query',
    sent: json(`${targets.shop}&authcode=c1`, {}),
    clean: shop(),
    notes: [
      {
        kind: 'parameter-in-wrong-place',
        message:
          'Query parameter `authcode` is ignored: ShopXO reads it from the body; send it there, as JSON or a form.',
        path: 'authcode',
        expected: 'body',
        actual: 'query',
      },
      noAuthcode,
    ],
  },
  {
    kind: 'parameter-in-wrong-place',
    about: 'a JSON body to Spring',
    sent: json(targets.endUser, { appId: 'wx1', code: 'c1' }),
    clean: endUser(),
    notes: [
      {
        kind: 'parameter-in-wrong-place',
        message:
          'A JSON body holds `appId`, `code`: the handler takes request parameters and does not read it; send them in the query or as a form.',
        path: 'appId, code',
        expected: 'query or form',
        actual: 'application/json',
      },
      noAppId,
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'XML sent as a form',
    sent: { ...xml('login', '<code>c1</code>'), headers: { 'Content-Type': FORM } },
    clean: { ...xml('login', '<code>c1</code>'), headers: { 'Content-Type': 'text/xml' } },
    notes: [
      {
        kind: 'content-type-mismatch',
        message: `The body looks like XML and was sent as ${FORM}: Web API read it as a form; send it as application/xml.`,
        path: 'Content-Type',
        expected: 'application/xml',
        actual: FORM,
      },
      {
        kind: 'required-missing',
        message:
          '`code` is missing or blank: the site refused the login; send the code that wx.login gave.',
        path: 'code',
      },
    ],
  },
]
