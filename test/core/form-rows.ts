import {
  authorization,
  endUser,
  endUserForm,
  form,
  FORM_TYPE,
  json,
  shop,
  signup,
  targets,
} from '../support/clean-requests.ts'
import type { Row } from './note-row.ts'

const SIGNUP = 'ThirdPartID=u1&ThirdPartID2=o1&ThirdPartAppid=wx1&Mobile=13800138000&VerifyCode=1'
const clean = form(targets.authorization, 'OpenId=o1&Sex=1')

export const formRows: readonly Row[] = [
  {
    kind: 'form-name-not-bound',
    about: 'a JSON name in a form',
    sent: form(targets.authorization, 'OpenId=o1&gender=1'),
    clean,
    notes: [
      {
        kind: 'form-name-not-bound',
        message:
          'Form field `gender` is not bound: forms bind by CLR property name, which is `Sex`, and Web API ignored it; send `Sex`.',
        path: 'gender',
        expected: 'Sex',
        actual: 'gender',
      },
    ],
  },
  {
    kind: 'form-name-not-bound',
    about: 'MVC’s prefix',
    sent: form(targets.authorization, 'OpenId=o1&userInfo.NickName=n'),
    clean: form(targets.authorization, 'openid=o1&nickname=n'),
    notes: [
      {
        kind: 'form-name-not-bound',
        message:
          'Form field `userInfo.NickName` is not bound: forms bind by CLR property name, which is `NickName`, and Web API ignored it; send `NickName`.',
        path: 'userInfo.NickName',
        expected: 'NickName',
        actual: 'userInfo.NickName',
      },
    ],
  },
  {
    kind: 'unknown-field',
    about: 'a misspelt field',
    sent: form(targets.authorization, 'OpenId=o1&NikName=n'),
    clean,
    notes: [
      {
        kind: 'unknown-field',
        message:
          'Form field `NikName` names no property: Web API ignored it; did you mean `NickName`?',
        path: 'NikName',
        expected: 'NickName',
        actual: 'NikName',
      },
    ],
  },
  {
    kind: 'unknown-field',
    about: 'a parameter of no handler',
    sent: { ...endUser(), target: `${endUser().target}&timestamp=1` },
    clean: endUser(),
    notes: [
      {
        kind: 'unknown-field',
        message:
          "Parameter `timestamp` is none of this handler's: Spring ignored it; it reads appId, code, signature, userDomain, mcc.",
        path: 'timestamp',
        actual: 'timestamp',
      },
    ],
  },
  {
    kind: 'enum-not-a-member',
    about: 'an unknown name in a form',
    sent: form(targets.signup, `ThirdPart=WeChat&${SIGNUP}`),
    clean: form(targets.signup, `ThirdPart=weixin&${SIGNUP}`),
    notes: [
      {
        kind: 'enum-not-a-member',
        message:
          'Form field `ThirdPart` is `WeChat`, which is no member of ThirdPart: Web API left it at its default and noted an error; send one of Weixin, QQ, Weibo, or a number.',
        path: 'ThirdPart',
        expected: 'one of Weixin, QQ, Weibo, or a number',
        actual: 'WeChat',
      },
    ],
  },
  {
    kind: 'date-format',
    about: 'no date in a form',
    sent: form(targets.authorization, 'OpenId=o1&SubscribeTime=soon'),
    clean: form(targets.authorization, 'OpenId=o1&SubscribeTime=2026-01-29+15%3A00%3A34'),
    notes: [
      {
        kind: 'date-format',
        message:
          'Form field `SubscribeTime` is `soon`, which is read as no date: Web API left it at its default and noted an error; send a date such as 2026-01-29 15:00:34.',
        path: 'SubscribeTime',
        expected: 'a date such as 2026-01-29 15:00:34',
        actual: 'soon',
      },
    ],
  },
  {
    kind: 'integer-out-of-range',
    about: 'an integer beyond Int32 in a form',
    sent: form(targets.authorization, 'OpenId=o1&Sex=99999999999'),
    clean,
    notes: [
      {
        kind: 'integer-out-of-range',
        message:
          'Form field `Sex` is `99999999999`, which is beyond its range: Web API left it at its default and noted an error; send an integer from -2147483648 to 2147483647.',
        path: 'Sex',
        expected: 'an integer from -2147483648 to 2147483647',
        actual: '99999999999',
      },
    ],
  },
  {
    kind: 'integer-out-of-range',
    about: 'a parameter beyond 32 bits',
    sent: endUser({ mcc: '99999999999' }),
    clean: endUser({ mcc: '460' }),
    notes: [
      {
        kind: 'integer-out-of-range',
        message:
          'Parameter `mcc` is `99999999999`, which is beyond a 32-bit integer: Spring answered 400 before the handler saw the request; send one from -2147483648 to 2147483647.',
        path: 'mcc',
        expected: 'an integer from -2147483648 to 2147483647',
        actual: '99999999999',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'JSON sent as a form',
    sent: { ...authorization(), headers: FORM_TYPE },
    clean: authorization(),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body looks like JSON and was sent as application/x-www-form-urlencoded: Web API read it as a form; send it as application/json.',
        path: 'Content-Type',
        expected: 'application/json',
        actual: 'application/x-www-form-urlencoded',
      },
      {
        kind: 'required-missing',
        message:
          '`openId` (in XML and forms `OpenId`) is missing or blank: the site refused the login; send the openid of the user.',
        path: 'openId',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'a form sent as JSON',
    sent: json(targets.signup, SIGNUP),
    clean: form(targets.signup, SIGNUP),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body looks like a form and was sent as application/json: Web API read it as JSON; send it as application/x-www-form-urlencoded.',
        path: 'Content-Type',
        expected: 'application/x-www-form-urlencoded',
        actual: 'application/json',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'JSON sent as a form to the shop',
    sent: { ...shop(), headers: FORM_TYPE },
    clean: shop(),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body is JSON sent as application/x-www-form-urlencoded: PHP read it as one parameter of that name; send it as application/json.',
        path: 'Content-Type',
        expected: 'application/json',
        actual: 'application/x-www-form-urlencoded',
      },
      {
        kind: 'required-missing',
        message:
          '`authcode` is not in the body: ShopXO refused the request; send it there, as JSON or a form.',
        path: 'authcode',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'JSON sent as a form to Spring',
    sent: form(targets.endUser, '{"appId":"wx1"}'),
    clean: form(targets.endUser, endUserForm()),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body is JSON sent as a form: Tomcat read it as one parameter of that name; send `name=value` pairs.',
        path: 'Content-Type',
        expected: 'name=value pairs',
        actual: '{"appId":"wx1"}',
      },
      {
        kind: 'required-missing',
        message:
          'Parameter `appId` is blank or absent: the platform answered 5218; send it in the query or as a form field.',
        path: 'appId',
      },
    ],
  },
  {
    kind: 'required-missing',
    about: '[Required] fields that are absent',
    sent: form(targets.signup, SIGNUP.replace('ThirdPartAppid=wx1', 'ThirdPartAppid=')),
    clean: signup(),
    notes: [
      {
        kind: 'required-missing',
        message:
          '`ThirdPartAppid` is [Required] and absent, null, empty or blank: model validation refused it; send a text.',
        path: 'ThirdPartAppid',
      },
    ],
  },
]
