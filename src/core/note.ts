import type { CaseName } from './case.ts'

/** A hint for the developer that the answer does not show and the real server would not give. */
export interface Note {
  /**
   * The kind, such as `xml-member-out-of-order`. A failure without a kind of its own has the name of its
   * case.
   */
  readonly kind: NoteKind | CaseName
  /** One sentence: the cause, how the real server handled it, and the fix. */
  readonly message: string
  /** The member, parameter or header that the note is about. */
  readonly path?: string
  readonly expected?: string
  readonly actual?: string
}

/** Adds a note to the request that is being answered. */
export type TakeNote = (note: Note) => void

/**
 * The kinds of notes, each with the situation that it stands for. A failure without a kind of its own is
 * noted under the name of its case. docs/reference/notes.md is generated from this table.
 */
export const noteKinds = {
  'xml-member-out-of-order':
    'an element stands after a later member of the contract; it was dropped',
  'xml-member-unknown': 'an element is no member (misspelt, or a JSON name)',
  'xml-member-case': 'the right name in the wrong case',
  'xml-wrong-namespace': 'root or member in another namespace',
  'xml-wrong-root': 'another root element',
  'xml-nil-on-value': '`i:nil` on an integer, date or enum',
  'json-syntax': 'the JSON breaks somewhere',
  'json-truncated': 'the JSON ends with something open',
  'json-trailing-text': 'text after the value (Json.NET ignores it, PHP refuses all)',
  'json-duplicate': 'a member twice; the last wins',
  'json-name-not-bound': 'a CLR name sent where the JSON name differs',
  'json-type-mismatch': 'the wrong JSON type for the member or body',
  'form-name-not-bound': 'a JSON name or `prefix.Name` in a form',
  'unknown-field': 'a member, field or parameter nobody reads; with the nearest name',
  'enum-not-a-member': 'a name (or JSON number) outside the enum; any number in XML',
  'date-format': 'a date this reader does not take',
  'integer-out-of-range': 'beyond Int32',
  'required-missing': 'a required value absent or blank',
  'null-body': 'an empty, `null` or nil body',
  'content-type-mismatch': 'a body of one format sent as another',
  'content-type-unsupported': 'a type nobody reads here',
  'content-type-missing': 'a body without a type',
  'charset-ignored': 'a declared charset that is not honoured',
  'accept-fallback': 'Accept got another format than was probably wanted',
  'verb-not-allowed': 'the wrong method (405)',
  'route-near-miss': 'a path close to a served one',
  'parameter-in-wrong-place': 'in the query, JSON body or GET form, where it is not looked for',
  'client-type-defaulted': 'no `application_client_type`: ShopXO took `pc`',
  'php-empty': "sent, but PHP's `empty()` takes it for missing",
  'signature-parts': 'other parts, order, separator or secret; it says which',
  'signature-case': 'upper-case hex',
  'signature-encoding': 'base64, another digest, white space, not hex',
  'domain-format': '`userDomain` malformed (5013)',
  'mcc-centre': 'an MCC of another data centre (6084) or unassigned (6085)',
  'code-unknown': 'a WeChat or SMS code never given, or given to another app',
  'code-altered': 'a code with something around it, two in one, or a text of another kind',
  'no-value-text':
    'the text `undefined`, `null`, `[object Object]` or the like where a value is read',
  'code-expired': 'a code past its end',
  'code-reused': 'a one-time code used before',
  'encrypted-undecryptable': 'strict: it does not decrypt; lenient: no key could open it',
  'encrypted-mobile-wins': '`Mobile` beside `EncryptMobile` (004)',
  'clock-skew': 'expired by the frozen or fast clock only',
  'stub-near-miss': 'a stub failed by one or two conditions',
  'matcher-given-up':
    'a matcher of a stub took over 100 ms on this request; the stub does not match',
  'tenant-missing': '`--require-tenant`, and none named',
  'domain-unknown': '`userDomain` is none of the world (5015)',
  'domain-disabled': 'the world says that the user domain is disabled (5104)',
  'app-id-not-configured': '`appId` is none of those that the user domain lists (5375)',
  'wechat-refused': 'WeChat did not exchange the code: an errcode, or no usable answer',
  'code-failing': 'the world gives this code an error of WeChat',
  'token-expired': 'a token past its end',
  'token-unknown': 'a token that this server never gave',
  'token-user-unknown': 'a good token whose end user the world no longer has',
  'already-registered': 'the third-party id or the mobile is registered (004)',
  'mobile-format': 'a mobile number that the site does not take (004)',
  'password-length': 'a password that is too short or too long (004)',
  'verify-code-wrong': 'a text-message code other than the one sent',
  'sms-too-often': 'a text message asked for again too soon (003)',
  'mobile-invalid': 'a mobile number that the shop does not take (003)',
  'mobile-taken': 'the mobile is bound to somebody else',
  'user-status': 'the shop user is banned, waits for review, or has an unknown status (003)',
  'account-locked': 'the world says that the customer is locked (000)',
  'site-closed': 'the world says that the shop is closed (003)',
  'platform-not-configured':
    '`application_client_type` names a platform that the shop has not set up (003)',
  'client-type-undefined': '`application_client_type` names no platform (003)',
  'session-key-missing': '`encryptedData` before a login that gave a session key (003)',
  'iv-length': 'an `iv` that is not 16 bytes in base64',
  'integer-malformed': 'a value that is no integer, where Spring converts one',
  'error-as-page': 'Accept prefers HTML, so Spring told the error as a page (002)',
  'accept-not-writable': 'Accept takes nothing that Spring writes, so the error has no body (002)',
  'too-many-parameters': 'more parameters than Tomcat reads (002)',
  'form-too-long': 'a form longer than Tomcat reads (002)',
  'file-part': 'a part with a file name, where Spring wants text (002)',
  'multipart-malformed': 'a multipart body that Tomcat cannot take apart (002)',
  'origin-malformed': 'a preflight whose Origin names no host (002)',
  'too-many-headers': 'more headers than Tomcat takes (002)',
  'header-malformed': 'a header that nginx or Tomcat does not take',
  'content-encoding-ignored': 'a compressed body, which IIS and Web API read as it is',
  'request-malformed': 'a request line, header or chunk that nginx cannot read',
  'method-malformed': 'a method that is not in capitals, in front of nginx',
  'request-line-too-long': 'a request line longer than nginx takes',
  'target-malformed': 'a request target with characters that have to be encoded',
  'path-malformed': 'a path that nginx or Tomcat cannot decode',
  'host-malformed': 'no Host header, two, or one that is no host name',
  'content-length-malformed': 'a Content-Length that nginx does not take',
  'transfer-encoding-malformed': 'a Transfer-Encoding where none belongs',
  'transfer-encoding-unknown': 'a Transfer-Encoding that nginx does not know',
  'form-value-not-valid': 'a form value that the member cannot take',
  'form-syntax': 'a form that cannot be read',
  'form-fields': 'more form fields than the framework takes',
  'xml-syntax': 'the XML breaks somewhere',
  'xml-member-duplicate': 'an element twice; the first wins',
  'xml-type-unknown': 'an `i:type` that the contract does not know',
  'xml-type-mismatch': 'content that the member cannot take',
  'json-depth': 'JSON nested deeper than the reader goes',
  'body-wrapped':
    'members one level deeper than they are read, JSON in a JSON text, or a text in pieces',
  'separator-wrong': '`&amp;` or a second `?` where `&` belongs',
  'body-encoding': 'bytes that are not in the declared charset',
  'query-syntax': 'a query that cannot be read',
  'percent-encoding': 'a `%` that begins no escape',
  'route-unknown': 'a path that no operation has',
  'route-not-matched': 'a path that belongs to none of the APIs',
  'not-serializable': 'an answer that the serializer cannot write',
  'case-forced': 'the answer was asked for by its case',
  'override-unknown': 'a case, code or example that does not exist',
  'stub-answered': 'a stub answered with a failure of its own',
  'back-end-differs': 'with `--proxy`: the back end answered otherwise than the mock would',
  'back-end-unreachable': 'with `--proxy`: the back end gave no answer',
  'fault-injected': 'a fault broke the answer',
  'mock-defect': 'the mock failed; a defect to report',
  'consent-refused': 'a parameter of the consent page that WeChat refuses',
  'consent-order': "the consent page's parameters in another order than WeChat documents",
  'person-unknown': '`mock_person` is nobody of the world and no case',
  'mock-parameter': 'a parameter of the mock that it does not take here',
  'template-error': "a helper of a stub's template failed",
} as const

/** Cases and refusals whose notes name a specific cause. The note has the name of the case. */
type ExplainedCase =
  | 'account-unknown'
  | 'app-unknown'
  | 'appsecret-frozen'
  | 'appsecret-wrong'
  | 'cors-rejected'
  | 'dangerous-path'
  | 'empty-body'
  | 'grant-type-wrong'
  | 'header-too-large'
  | 'invalid-url'
  | 'ip-not-whitelisted'
  | 'length-required'
  | 'malformed-body'
  | 'not-acceptable'
  | 'openid-mismatch'
  | 'password-wrong'
  | 'path-too-long'
  | 'quota-reached'
  | 'rate-limited'
  | 'refresh-token-invalid'
  | 'request-too-large'
  | 'scope-insufficient'
  | 'token-other-type'
  | 'token-revoked'
  | 'too-many-uploads'
  | 'uri-too-long'
  | 'verify-unsupported'

/** The kinds of notes that the APIs, the dialects and the mock itself add. */
type NoteKind = keyof typeof noteKinds | ExplainedCase
