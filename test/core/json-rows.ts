import type { Note } from '../../src/core/note.ts'
import {
  authorization,
  json,
  JSON_TYPE,
  login,
  namespaceOf,
  shop,
  signup,
  targets,
  xml,
} from '../support/clean-requests.ts'
import type { Row } from './note-row.ts'

const text = (body: string) => json(targets.authorization, body)
const clean = authorization()
const absent: Note = {
  kind: 'required-missing',
  message:
    '`authcode` is not in the body: ShopXO refused the request; send it there, as JSON or a form.',
  path: 'authcode',
}

export const jsonRows: readonly Row[] = [
  {
    kind: 'json-syntax',
    about: 'a comma too many',
    sent: text('{"openId":"o1",,}'),
    clean,
    notes: [
      {
        kind: 'json-syntax',
        message:
          'The JSON breaks at line 1, position 15 (Invalid property identifier character: ,.): Json.NET bound no object at all; send valid JSON.',
        path: 'openId',
      },
    ],
  },
  {
    kind: 'json-syntax',
    about: 'no value in PHP',
    sent: shop('{"authcode":}'),
    clean: shop(),
    notes: [
      {
        kind: 'json-syntax',
        message:
          'The JSON breaks at character 12 (no value begins so): json_decode refused all of it and ShopXO found no parameter; send valid JSON.',
      },
      absent,
    ],
  },
  {
    kind: 'json-truncated',
    about: 'no closing brace',
    sent: text('{"openId":"o1"'),
    clean,
    notes: [
      {
        kind: 'json-truncated',
        message:
          'The JSON ends at line 1, position 14 with something still open: Json.NET kept the members read before; send all of it.',
        path: 'openId',
      },
    ],
  },
  {
    kind: 'json-truncated',
    about: 'no closing brace in PHP',
    sent: shop('{"authcode":"c1"'),
    clean: shop(),
    notes: [
      {
        kind: 'json-truncated',
        message:
          'The JSON ends at character 16 with something still open: json_decode refused all of it and ShopXO found no parameter; send all of it.',
      },
      absent,
    ],
  },
  {
    kind: 'json-trailing-text',
    about: 'two objects',
    sent: text('{"openId":"o1"}{"openId":"o2"}'),
    clean,
    notes: [
      {
        kind: 'json-trailing-text',
        message:
          'Text follows the JSON object: Json.NET reads the first value only and ignored the rest; send one object.',
      },
    ],
  },
  {
    kind: 'json-trailing-text',
    about: 'two objects in PHP',
    sent: shop('{"authcode":"c1"}{}'),
    clean: shop(),
    notes: [
      {
        kind: 'json-trailing-text',
        message:
          'Text follows the JSON value at character 17: json_decode refused all of it and ShopXO found no parameter; send one value.',
      },
      absent,
    ],
  },
  {
    kind: 'json-duplicate',
    about: 'a member twice',
    sent: text('{"openId":"o1","openId":"o2"}'),
    clean,
    notes: [
      {
        kind: 'json-duplicate',
        message:
          'JSON member `openId` stands there again: Json.NET keeps the last value; send it once.',
        path: 'openId',
      },
    ],
  },
  {
    kind: 'json-duplicate',
    about: 'a member twice in PHP',
    sent: shop('{"authcode":"c1","authcode":"c2"}'),
    clean: shop(),
    notes: [
      {
        kind: 'json-duplicate',
        message:
          'JSON member `authcode` stands there twice: json_decode keeps the last value; send it once.',
        path: 'authcode',
      },
    ],
  },
  {
    kind: 'json-name-not-bound',
    about: 'the CLR name of a member',
    sent: authorization({ Sex: 1 }),
    clean: authorization({ gender: 1 }),
    notes: [
      {
        kind: 'json-name-not-bound',
        message:
          'JSON member `Sex` is not bound: its JSON name is `gender`, and Json.NET ignored it; send `gender`.',
        path: 'Sex',
        expected: 'gender',
        actual: 'Sex',
      },
    ],
  },
  {
    kind: 'json-type-mismatch',
    about: 'text where an integer belongs',
    sent: authorization({ gender: 'abc' }),
    clean: authorization({ gender: '1' }),
    notes: [
      {
        kind: 'json-type-mismatch',
        message:
          'JSON member `gender` is "abc" where an integer belongs: Json.NET left it at its default; send an integer.',
        path: 'gender',
        expected: 'an integer',
        actual: '"abc"',
      },
    ],
  },
  {
    kind: 'json-type-mismatch',
    about: 'an array for a body',
    sent: shop('["c1"]'),
    clean: shop(),
    notes: [
      {
        kind: 'json-type-mismatch',
        message: 'The body is a JSON array: ShopXO found no named parameter in it; send an object.',
        expected: 'object',
        actual: 'array',
      },
      absent,
    ],
  },
  {
    kind: 'unknown-field',
    about: 'a misspelt member',
    sent: authorization({ unionIdd: 'u1' }),
    clean: authorization({ unionId: 'u1' }),
    notes: [
      {
        kind: 'unknown-field',
        message:
          'JSON member `unionIdd` is no member of UserInfo: Json.NET ignored it; did you mean `unionId`?',
        path: 'unionIdd',
        expected: 'unionId',
        actual: 'unionIdd',
      },
    ],
  },
  {
    kind: 'unknown-field',
    about: 'a member of something else',
    sent: login({ telephone: '1' }),
    clean: login({ uid: 1 }),
    notes: [
      {
        kind: 'unknown-field',
        message:
          'JSON member `telephone` is no member of WxSmallLoginDto: Json.NET ignored it; the members are phoneString, userString, code, smallAppId, Scene, uid.',
        path: 'telephone',
        actual: 'telephone',
      },
    ],
  },
  {
    kind: 'unknown-field',
    about: 'a misspelt parameter of the shop',
    sent: shop({ authCode: 'c1' }),
    clean: shop(),
    notes: [
      {
        kind: 'unknown-field',
        message:
          '`authCode` is no parameter of this action: ShopXO ignored it; did you mean `authcode`?',
        path: 'authCode',
        expected: 'authcode',
        actual: 'authCode',
      },
      absent,
    ],
  },
  {
    kind: 'enum-not-a-member',
    about: 'an unknown name',
    sent: signup({ ThirdPart: 'WeChat' }),
    clean: signup({ ThirdPart: 'weixin' }),
    notes: [
      {
        kind: 'enum-not-a-member',
        message:
          'JSON member `ThirdPart` is "WeChat", which is no member of its enum: Json.NET left it at its default; send one of Weixin (1), QQ (2), Weibo (3).',
        path: 'ThirdPart',
        expected: 'one of Weixin (1), QQ (2), Weibo (3)',
        actual: '"WeChat"',
      },
    ],
  },
  {
    kind: 'enum-not-a-member',
    about: 'a number without a name',
    sent: signup({ ThirdPart: 9 }),
    clean: signup({ ThirdPart: 2 }),
    notes: [
      {
        kind: 'enum-not-a-member',
        message:
          'JSON member `ThirdPart` is 9, which names no member of ThirdPart: Json.NET takes it as it is, JSON answers print the number and XML answers fail; send one of Weixin (1), QQ (2), Weibo (3).',
        path: 'ThirdPart',
        expected: 'Weixin (1), QQ (2), Weibo (3)',
        actual: '9',
      },
    ],
  },
  {
    kind: 'date-format',
    about: 'a date without its time',
    sent: authorization({ subscribe_time: '2026-01-29' }),
    clean: authorization({ subscribe_time: '2026-01-29 15:00:34' }),
    notes: [
      {
        kind: 'date-format',
        message:
          'JSON member `subscribe_time` is "2026-01-29", which is read as no date: Json.NET left it at its default; send a date as yyyy-MM-dd HH:mm:ss, or in ISO 8601.',
        path: 'subscribe_time',
        expected: 'a date as yyyy-MM-dd HH:mm:ss, or in ISO 8601',
        actual: '"2026-01-29"',
      },
    ],
  },
  {
    kind: 'integer-out-of-range',
    about: 'an integer beyond Int32',
    sent: authorization({ gender: 99_999_999_999 }),
    clean: authorization({ gender: 2_147_483_647 }),
    notes: [
      {
        kind: 'integer-out-of-range',
        message:
          'JSON member `gender` is 99999999999, which is beyond an Int32: Json.NET left it at its default; send one from -2147483648 to 2147483647.',
        path: 'gender',
        expected: 'an integer',
        actual: '99999999999',
      },
    ],
  },
  {
    kind: 'required-missing',
    about: 'no openId',
    sent: authorization({ openId: ' ' }),
    clean,
    notes: [
      {
        kind: 'required-missing',
        message:
          '`openId` (in XML and forms `OpenId`) is missing or blank: the site refused the login; send the openid of the user.',
        path: 'openId',
      },
    ],
  },
  {
    kind: 'required-missing',
    about: 'a mobile number without its code',
    sent: signup({ VerifyCode: undefined }),
    clean: signup(),
    notes: [
      {
        kind: 'required-missing',
        message:
          'A plain `Mobile` needs the `VerifyCode` that its owner was sent: the site refused the sign-up; send it.',
        path: 'VerifyCode',
      },
    ],
  },
  {
    kind: 'null-body',
    about: 'null',
    sent: text('null'),
    clean,
    notes: [
      {
        kind: 'null-body',
        message:
          'The body is null: Json.NET binds null without validating, and the action failed on it; send a JSON object.',
        expected: 'a JSON object',
        actual: 'null',
      },
    ],
  },
  {
    kind: 'null-body',
    about: 'nothing',
    sent: { target: targets.login, headers: JSON_TYPE },
    clean: login(),
    notes: [
      {
        kind: 'null-body',
        message:
          'The body is empty: Web API binds null without validating, and the action failed on it; send an object.',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'XML sent as JSON',
    sent: { ...xml('authorization', '<OpenId>o1</OpenId>'), headers: JSON_TYPE },
    clean: xml(
      'authorization',
      '<OpenId>o1</OpenId>',
      `<UserInfo xmlns="${namespaceOf('authorization')}">`,
    ),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body looks like XML and was sent as application/json: Web API read it as JSON; send it as application/xml.',
        path: 'Content-Type',
        expected: 'application/xml',
        actual: 'application/json',
      },
    ],
  },
]
