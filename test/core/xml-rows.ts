import type { Note } from '../../src/core/note.ts'
import {
  authorization,
  namespaceOf,
  signup,
  targets,
  XML_TYPE,
  xml,
} from '../support/clean-requests.ts'
import type { Row } from './note-row.ts'

const ORDER =
  'Avatar, City, Country, Language, NickName, OpenId, Province, SessionKey, Sex, SubscribeTime, UnionId'
const NAMESPACE = namespaceOf('authorization')
const ROOT = `<UserInfo xmlns="${NAMESPACE}">`
const clean = xml('authorization', '<City>c</City><OpenId>o1</OpenId><Sex>1</Sex>')
const missing: Note = {
  kind: 'required-missing',
  message:
    '`openId` (in XML and forms `OpenId`) is missing or blank: the site refused the login; send the openid of the user.',
  path: 'openId',
}

export const xmlRows: readonly Row[] = [
  {
    kind: 'xml-member-out-of-order',
    about: 'members in JSON order',
    sent: xml('authorization', '<Province>p</Province><OpenId>o1</OpenId>'),
    clean: xml('authorization', '<OpenId>o1</OpenId><Province>p</Province>'),
    notes: [
      {
        kind: 'xml-member-out-of-order',
        message: `\`<OpenId>\` stands after \`<Province>\`: DataContractSerializer reads members in contract order and dropped it; the order is ${ORDER}.`,
        path: 'OpenId',
        expected: ORDER,
      },
      missing,
    ],
  },
  {
    kind: 'xml-member-out-of-order',
    about: 'a base class’s member behind the derived class’s',
    sent: xml('login', '<userString>u</userString><code>c1</code>'),
    clean: xml('login', '<code>c1</code><userString>u</userString>'),
    notes: [
      {
        kind: 'xml-member-out-of-order',
        message:
          '`<code>` stands after `<userString>`: DataContractSerializer reads members in contract order and dropped it; the order is Scene, code, smallAppId, uid, phoneString, userString.',
        path: 'code',
        expected: 'Scene, code, smallAppId, uid, phoneString, userString',
      },
      {
        kind: 'required-missing',
        message:
          '`code` is missing or blank: the site refused the login; send the code that wx.login gave.',
        path: 'code',
      },
    ],
  },
  {
    kind: 'xml-member-out-of-order',
    about: 'a member whose value is a secret',
    sent: xml('authorization', '<OpenId>o1</OpenId><Sex>1</Sex><SessionKey>k</SessionKey>'),
    clean: xml('authorization', '<OpenId>o1</OpenId><SessionKey>k</SessionKey><Sex>1</Sex>'),
    notes: [
      {
        kind: 'xml-member-out-of-order',
        message: `\`<SessionKey>\` stands after \`<Sex>\`: DataContractSerializer reads members in contract order and dropped it; the order is ${ORDER}.`,
        path: 'SessionKey',
        expected: ORDER,
      },
    ],
  },
  {
    kind: 'xml-member-unknown',
    about: 'a misspelt member',
    sent: xml('authorization', '<OpenId>o1</OpenId><Provinse>p</Provinse>'),
    clean: xml('authorization', '<OpenId>o1</OpenId><Province>p</Province>'),
    notes: [
      {
        kind: 'xml-member-unknown',
        message:
          '`<Provinse>` is no member of UserInfo: DataContractSerializer dropped it; did you mean `<Province>`?',
        path: 'Provinse',
        expected: 'Province',
        actual: 'Provinse',
      },
    ],
  },
  {
    kind: 'xml-member-unknown',
    about: 'a JSON name',
    sent: xml('authorization', '<OpenId>o1</OpenId><gender>1</gender>'),
    clean,
    notes: [
      {
        kind: 'xml-member-unknown',
        message:
          '`<gender>` is the JSON name of `<Sex>`: DataContractSerializer does not know it and dropped it; send `<Sex>`.',
        path: 'gender',
        expected: 'Sex',
        actual: 'gender',
      },
    ],
  },
  {
    kind: 'xml-member-unknown',
    about: 'a member of something else',
    sent: xml('authorization', '<OpenId>o1</OpenId><Telephone>1</Telephone>'),
    clean,
    notes: [
      {
        kind: 'xml-member-unknown',
        message: `\`<Telephone>\` is no member of UserInfo: DataContractSerializer dropped it; the members are ${ORDER}.`,
        path: 'Telephone',
        actual: 'Telephone',
      },
    ],
  },
  {
    kind: 'xml-member-case',
    about: 'a member in another case',
    sent: xml('authorization', '<openId>o1</openId>'),
    clean: xml('authorization', '<OpenId>o1</OpenId>'),
    notes: [
      {
        kind: 'xml-member-case',
        message:
          '`<openId>` is not `<OpenId>`: DataContractSerializer tells case apart and dropped it; send `<OpenId>`.',
        path: 'openId',
        expected: 'OpenId',
        actual: 'openId',
      },
      missing,
    ],
  },
  {
    kind: 'xml-wrong-namespace',
    about: 'a member in no namespace',
    sent: xml('authorization', '<OpenId xmlns="">o1</OpenId>'),
    clean: xml('authorization', '<OpenId>o1</OpenId>'),
    notes: [
      {
        kind: 'xml-wrong-namespace',
        message: `\`<OpenId>\` is in no namespace: DataContractSerializer looks for it in its own and dropped it; put it in ${NAMESPACE}.`,
        path: 'OpenId',
        expected: NAMESPACE,
        actual: '',
      },
      missing,
    ],
  },
  {
    kind: 'xml-wrong-namespace',
    about: 'a root without its namespace',
    sent: xml('authorization', '<OpenId>o1</OpenId>', '<UserInfo>'),
    clean: xml('authorization', '<OpenId>o1</OpenId>', ROOT),
    notes: [
      {
        kind: 'xml-wrong-namespace',
        message: `The root \`<UserInfo>\` is in no namespace: DataContractSerializer bound nothing; send \`${ROOT}\`.`,
        path: 'UserInfo',
        expected: NAMESPACE,
        actual: '',
      },
    ],
  },
  {
    kind: 'xml-wrong-root',
    about: 'another root',
    sent: xml('authorization', '<OpenId>o1</OpenId>', `<User xmlns="${NAMESPACE}">`),
    clean,
    notes: [
      {
        kind: 'xml-wrong-root',
        message: `The root is \`<User>\`: DataContractSerializer bound nothing; send \`${ROOT}\`.`,
        expected: 'UserInfo',
        actual: 'User',
      },
    ],
  },
  {
    kind: 'xml-nil-on-value',
    about: 'a nil integer',
    sent: xml('authorization', '<OpenId>o1</OpenId><Sex i:nil="true"/>'),
    clean: xml('authorization', '<NickName i:nil="true"/><OpenId>o1</OpenId>'),
    notes: [
      {
        kind: 'xml-nil-on-value',
        message:
          '`<Sex>` is nil, and a System.Int32 cannot be: DataContractSerializer refused the whole body; leave the element out.',
        path: 'Sex',
      },
    ],
  },
  {
    kind: 'enum-not-a-member',
    about: 'an enum’s number in XML',
    sent: xml('signup', '<ThirdPart>1</ThirdPart>'),
    clean: xml(
      'signup',
      '<Mobile>13800138000</Mobile><ThirdPart>Weixin</ThirdPart><ThirdPartAppid>wx1</ThirdPartAppid><ThirdPartID>u1</ThirdPartID><ThirdPartID2>o1</ThirdPartID2><VerifyCode>1</VerifyCode>',
    ),
    notes: [
      {
        kind: 'enum-not-a-member',
        message:
          '`<ThirdPart>` is `1`, which is no member of ThirdPart: DataContractSerializer refused the whole body; send exactly one of Weixin, QQ, Weibo.',
        path: 'ThirdPart',
        expected: 'Weixin, QQ, Weibo',
        actual: '1',
      },
    ],
  },
  {
    kind: 'date-format',
    about: 'JSON’s date in XML',
    sent: xml(
      'authorization',
      '<OpenId>o1</OpenId><SubscribeTime>2026-01-29 15:00:34</SubscribeTime>',
    ),
    clean: xml(
      'authorization',
      '<OpenId>o1</OpenId><SubscribeTime>2026-01-29T15:00:34</SubscribeTime>',
    ),
    notes: [
      {
        kind: 'date-format',
        message:
          '`<SubscribeTime>` is `2026-01-29 15:00:34`, which is no xsd:dateTime: DataContractSerializer refused the whole body; send it as yyyy-MM-ddTHH:mm:ss.',
        path: 'SubscribeTime',
        expected: 'yyyy-MM-ddTHH:mm:ss',
        actual: '2026-01-29 15:00:34',
      },
    ],
  },
  {
    kind: 'integer-out-of-range',
    about: 'an integer beyond Int32 in XML',
    sent: xml('authorization', '<OpenId>o1</OpenId><Sex>2147483648</Sex>'),
    clean: xml('authorization', '<OpenId>o1</OpenId><Sex>2147483647</Sex>'),
    notes: [
      {
        kind: 'integer-out-of-range',
        message:
          '`<Sex>` is `2147483648`, which is beyond an Int32: DataContractSerializer refused the whole body; send one from -2147483648 to 2147483647.',
        path: 'Sex',
        expected: 'an integer from -2147483648 to 2147483647',
        actual: '2147483648',
      },
    ],
  },
  {
    kind: 'null-body',
    about: 'a nil root',
    sent: xml(
      'authorization',
      '',
      `${ROOT.slice(0, -1)} i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">`,
    ),
    clean,
    notes: [
      {
        kind: 'null-body',
        message:
          'The root element is nil: Web API binds null without validating, and the action failed on it; send the object.',
      },
    ],
  },
  {
    kind: 'content-type-mismatch',
    about: 'JSON sent as XML',
    sent: { ...authorization(), headers: XML_TYPE },
    clean: authorization(),
    notes: [
      {
        kind: 'content-type-mismatch',
        message:
          'The body looks like JSON and was sent as application/xml: Web API read it as XML; send it as application/json.',
        path: 'Content-Type',
        expected: 'application/json',
        actual: 'application/xml',
      },
    ],
  },
  {
    kind: 'required-missing',
    about: '[Required] members that are absent',
    sent: xml(
      'signup',
      '<ThirdPart>Weixin</ThirdPart><ThirdPartID>u1</ThirdPartID><ThirdPartID2> </ThirdPartID2>',
    ),
    clean: { ...signup(), target: targets.signup },
    notes: ['ThirdPartID2', 'ThirdPartAppid'].map((name) => ({
      kind: 'required-missing',
      message: `\`${name}\` is [Required] and absent, null, empty or blank: model validation refused it; send a text.`,
      path: name,
    })),
  },
]
