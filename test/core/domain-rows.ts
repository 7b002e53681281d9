import {
  endUser,
  json,
  login,
  SECRET,
  sha256,
  shop,
  SIGNATURE,
  signup,
} from '../support/clean-requests.ts'
import type { Row } from './note-row.ts'

const signed = (signature: string, kind: Row['kind'], about: string, why: string): Row => ({
  kind,
  about,
  sent: endUser({ signature }),
  clean: endUser(),
  notes: [
    {
      kind,
      message: `The signature is ${why}, and the platform answered 5420.`,
      path: 'signature',
      expected: SIGNATURE,
      actual: signature,
    },
  ],
})

const NOW = '2026-01-29T07:00:34.000Z'
const bare = '/api.php?s=user/appminiuserauth'
const CIPHER = {
  EncryptMobile: 'bW9jayBwaG9uZSBudW1iZXIgb2YgdGhlIGV4YW1wbGU=',
  EncryptIV: 'bW9jayBpdiAxNiBieXRlcw==',
}
const plain = { Mobile: undefined, VerifyCode: undefined }

export const domainRows: readonly Row[] = [
  {
    kind: 'client-type-defaulted',
    about: 'no client type',
    sent: json(bare, { authcode: 'c1' }),
    clean: json(`${bare}&application_client_type=weixin`, { authcode: 'c1' }),
    notes: [
      {
        kind: 'client-type-defaulted',
        message:
          '`application_client_type` is in neither query nor form, or blank there: ShopXO took `pc`, which has no UserAuth; add application_client_type=weixin to the query.',
        path: 'application_client_type',
        expected: 'weixin',
        actual: 'pc',
      },
    ],
  },
  {
    kind: 'client-type-defaulted',
    about: 'the client type in the JSON body',
    sent: json(bare, { authcode: 'c1', application_client_type: 'weixin' }),
    clean: shop(),
    notes: [
      {
        kind: 'parameter-in-wrong-place',
        message:
          '`application_client_type` in the JSON body is ignored: ShopXO reads it from the query or a form; send it there.',
        path: 'application_client_type',
        expected: 'query',
        actual: 'JSON body',
      },
      {
        kind: 'client-type-defaulted',
        message:
          '`application_client_type` is in neither query nor form, or blank there: ShopXO took `pc`, which has no UserAuth; add application_client_type=weixin to the query.',
        path: 'application_client_type',
        expected: 'weixin',
        actual: 'pc',
      },
    ],
  },
  {
    kind: 'php-empty',
    about: '"0"',
    sent: shop({ authcode: '0' }),
    clean: shop({ authcode: '00' }),
    notes: [
      {
        kind: 'php-empty',
        message:
          "`authcode` is `0`: PHP's empty() takes it for missing and ShopXO refused the request; send a text.",
        path: 'authcode',
        actual: '0',
      },
    ],
  },
  {
    kind: 'php-empty',
    about: 'false',
    sent: shop({ authcode: false }),
    clean: shop(),
    notes: [
      {
        kind: 'php-empty',
        message:
          "`authcode` is empty, null or false: PHP's empty() takes it for missing and ShopXO refused the request; send a text.",
        path: 'authcode',
        actual: '',
      },
    ],
  },
  {
    kind: 'php-empty',
    about: '[]',
    sent: shop({ authcode: [] }),
    clean: shop(),
    notes: [
      {
        kind: 'php-empty',
        message:
          "`authcode` is an empty array: PHP's empty() takes it for missing and ShopXO refused the request; send a text.",
        path: 'authcode',
        actual: '[]',
      },
    ],
  },
  signed(
    sha256(`c1wx1${SECRET}`),
    'signature-parts',
    'another order',
    'of code+appId+secret; expected appId+code+secret',
  ),
  signed(
    sha256('wx1c1'),
    'signature-parts',
    'no secret',
    'of appId+code; expected appId+code+secret',
  ),
  signed(
    sha256(`wx1&c1&${SECRET}`),
    'signature-parts',
    'a separator',
    'of appId+code+secret with "&" between; expected appId+code+secret',
  ),
  signed(
    sha256(`wx1c1${SECRET.toLowerCase()}`),
    'signature-parts',
    'the secret in lower case',
    'of appId+code+secret, of a lower-case secret; expected appId+code+secret',
  ),
  signed(
    SIGNATURE.toUpperCase(),
    'signature-case',
    'upper case',
    'in upper-case hex; expected lower-case hex',
  ),
  signed(
    Buffer.from(SIGNATURE, 'hex').toString('base64'),
    'signature-encoding',
    'base64',
    'in base64; expected lower-case hex',
  ),
  {
    kind: 'domain-format',
    about: 'lower case',
    sent: endUser({ userDomain: 'c.dm.10271.5' }),
    clean: endUser(),
    notes: [
      {
        kind: 'domain-format',
        message:
          '`userDomain` is c.dm.10271.5, which has no form of a user domain: the platform answered 5013; did you mean C.DM.10271.5?',
        path: 'userDomain',
        expected: 'C.DM.10271.5',
        actual: 'c.dm.10271.5',
      },
    ],
  },
  {
    kind: 'domain-format',
    about: 'no domain at all',
    sent: endUser({ userDomain: 'example.com' }),
    clean: endUser(),
    notes: [
      {
        kind: 'domain-format',
        message:
          '`userDomain` is example.com, which has no form of a user domain: the platform answered 5013; send a capital letter, two capital letters and one or two numbers with dots between, such as C.DM.10271.5.',
        path: 'userDomain',
        expected: 'C.DM.10271.5',
        actual: 'example.com',
      },
    ],
  },
  {
    kind: 'mcc-centre',
    about: 'a country of another data centre (6084)',
    sent: endUser({ mcc: '208' }),
    clean: endUser({ mcc: '461' }),
    notes: [
      {
        kind: 'mcc-centre',
        message:
          'MCC 208 belongs to data centre EU and user domain C.DM.10271.5 to CN: the platform answered 6084; use a user domain of EU.',
        path: 'mcc',
        expected: 'CN',
        actual: 'EU',
      },
    ],
  },
  {
    kind: 'mcc-centre',
    about: 'no country (6085)',
    sent: endUser({ mcc: '1' }),
    clean: endUser({ mcc: '460' }),
    notes: [
      {
        kind: 'mcc-centre',
        message:
          "MCC 1 is assigned to no country: the platform answered 6085; leave `mcc` out or send the network's own.",
        path: 'mcc',
        expected: 'CN',
        actual: '1',
      },
    ],
  },
  {
    kind: 'code-unknown',
    about: 'a code that nobody gave, strictly',
    strict: true,
    world: { codes: [{ code: 'c2', person: 'li-na' }] },
    sent: login(),
    clean: login({ code: 'c2' }),
    notes: [
      {
        path: 'code',
        kind: 'code-unknown',
        message:
          'Code c1 is neither in the world nor issued here: WeChat answers 40029; POST /__admin/wechat/codes gives one, and without --strict any code is taken.',
      },
    ],
  },
  {
    kind: 'code-unknown',
    about: 'an SMS code that nobody was sent, strictly',
    strict: true,
    world: { smsCodes: [{ mobile: '13800138009', code: '123456' }] },
    sent: signup(),
    clean: signup({ Mobile: '13800138009' }),
    notes: [
      {
        kind: 'code-unknown',
        message:
          '`VerifyCode` is a code for 13800138000, which was sent none: the server refused it; POST /__admin/sms sends one.',
        path: 'VerifyCode',
        actual: '123456',
      },
    ],
  },
  {
    kind: 'code-expired',
    about: 'an old code',
    world: {
      codes: [
        { code: 'c1', expiresAt: '2026-01-29T07:00:33Z' },
        { code: 'c2', expiresAt: '2026-01-29T07:00:35Z' },
      ],
    },
    sent: shop(),
    clean: shop({ authcode: 'c2' }),
    notes: [
      {
        path: 'authcode',
        kind: 'code-expired',
        message: `Code c1 expired at 2026-01-29T07:00:33Z and it is ${NOW}: WeChat answers 40029; log in again for another, which lives 5 minutes.`,
        expected: 'before 2026-01-29T07:00:33Z',
        actual: NOW,
      },
    ],
  },
  {
    kind: 'code-expired',
    about: 'an old SMS code',
    world: {
      smsCodes: [
        { mobile: '13800138000', code: '123456', expiresAt: '2026-01-29T07:00:33Z' },
        { mobile: '13800138009', code: '123456', expiresAt: '2026-01-29T07:00:35Z' },
      ],
    },
    sent: signup(),
    clean: signup({ Mobile: '13800138009' }),
    notes: [
      {
        kind: 'code-expired',
        message: `The code that 13800138000 was sent expired at 2026-01-29T07:00:33Z and it is ${NOW}: the server refused it; POST /__admin/sms sends another.`,
        path: 'VerifyCode',
        expected: 'before 2026-01-29T07:00:33Z',
        actual: NOW,
      },
    ],
  },
  {
    kind: 'code-altered',
    about: 'a fragment behind the code',
    sent: login({ code: 'c1#wechat_redirect' }),
    clean: login({ code: 'c1' }),
    notes: [
      {
        path: 'code',
        kind: 'code-altered',
        message:
          'Code c1#wechat_redirect goes on with `#wechat_redirect`, which is no part of it: the real WeChat answers 40029, and this mock, without --strict, took it for the code of somebody; send the code alone.',
        actual: 'c1#wechat_redirect',
      },
    ],
  },
  {
    kind: 'no-value-text',
    about: 'a variable without a value',
    sent: signup({ ThirdPartID2: 'undefined' }),
    clean: signup(),
    notes: [
      {
        kind: 'no-value-text',
        message:
          '`ThirdPartID2` is the text `undefined`, as a variable without a value is printed: the server took it for a value like any other; send the value itself, or leave `ThirdPartID2` out.',
        path: 'ThirdPartID2',
        actual: 'undefined',
      },
    ],
  },
  {
    kind: 'code-reused',
    about: 'a code that was used',
    world: { codes: [{ code: 'c1', once: true, usedAt: '2026-01-29T07:00:00.000Z' }] },
    sent: endUser(),
    clean: login({ code: 'c2' }),
    notes: [
      {
        path: 'code',
        kind: 'code-reused',
        message:
          'Code c1 was used at 2026-01-29T07:00:00.000Z and works once: WeChat answers 40163; log in again for another.',
      },
    ],
  },
  {
    kind: 'encrypted-undecryptable',
    about: 'a pair for somebody else, strictly',
    strict: true,
    sent: signup({ ...plain, ...CIPHER }),
    clean: signup({ ...plain, Mobile: '13800138002', VerifyCode: '1' }),
    world: { smsCodes: [{ mobile: '13800138002', code: '1' }] },
    notes: [
      {
        kind: 'encrypted-undecryptable',
        message:
          '`EncryptMobile` and `EncryptIV` are whole, but decrypt with no session key of this world: the site answered 手机号码解密失败; send what POST /__admin/wechat/encrypt gives for the same person: a real phone encrypts with a key that only WeChat knows.',
        path: 'EncryptMobile',
      },
    ],
  },
  {
    kind: 'encrypted-undecryptable',
    about: 'what no key can open',
    sent: login({ phoneString: '13800138000' }),
    clean: login({ phoneString: `${CIPHER.EncryptMobile}|${CIPHER.EncryptIV}` }),
    notes: [
      {
        kind: 'encrypted-undecryptable',
        message:
          "`encryptedData` in `phoneString` is a mobile number in plain text: the real site answers 手机号解密失败, and this mock made a number up; send the getPhoneNumber event's encryptedData there, or the number in its own field.",
        path: 'phoneString',
      },
    ],
  },
  {
    kind: 'encrypted-mobile-wins',
    about: 'both numbers',
    sent: signup(CIPHER),
    clean: signup({ ...plain, ...CIPHER }),
    notes: [
      {
        kind: 'encrypted-mobile-wins',
        message:
          '`Mobile` stands beside `EncryptMobile`, which wins: the site ignored `Mobile` and `VerifyCode`; send one of the two.',
        path: 'Mobile',
      },
    ],
  },
]
