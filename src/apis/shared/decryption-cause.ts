import type { ReadBase64 } from './decryption-note.ts'

/** What the client sent as WeChat's encrypted data. */
export interface SentEncrypted {
  readonly data?: string | null | undefined
  readonly iv?: string | null | undefined
  /** The `errMsg` of the getPhoneNumber event, if the client sent the whole event. */
  readonly errMsg?: string | undefined
  /** The `code` of the event, if the client sent the whole event. */
  readonly code?: string | undefined
}

/** The names of encryptedData and iv in the request, for notes. */
export interface EncryptedNames {
  readonly data: string
  readonly iv: string
}

/** A clause that names the mistake, and a clause that names the fix. */
export interface Cause {
  readonly why: string
  readonly fix: string
}

const BLOCK = 16
const EVENT = 'the getPhoneNumber event'

/**
 * Returns why no key can decrypt the sent texts. Returns undefined when the data is whole blocks and the iv
 * is one block.
 */
export const causeInText = (
  { data: sentData, iv: sentIv, errMsg, code }: SentEncrypted,
  names: EncryptedNames,
  read: ReadBase64,
): Cause | undefined => {
  const [data, iv] = [withoutLineEnds(sentData), withoutLineEnds(sentIv)]
  const both = [
    [names.data, data],
    [names.iv, iv],
  ] as const
  return (
    denied([errMsg ?? '', data, iv]) ??
    firstOf(both, noValue) ??
    phoneCode(data, iv, code, names) ??
    plainNumber(data, names) ??
    missingPart(data, iv, names) ??
    swapped(data, iv, names, read) ??
    firstOf(both, (name, text) => spelling(name, text, read)) ??
    wrongLength(data, iv, names, read)
  )
}

/** Removes tabs and line ends at both ends. Keeps spaces, because a space may have been a `+`. */
const withoutLineEnds = (text: string | null | undefined): string =>
  (text ?? '').replace(/^[\t\r\n]+|[\t\r\n]+$/g, '')

const firstOf = (
  both: readonly (readonly [name: string, text: string])[],
  causeOf: (name: string, text: string) => Cause | undefined,
): Cause | undefined => {
  for (const [name, text] of both) {
    const cause = causeOf(name, text)
    if (cause !== undefined) return cause
  }
  return undefined
}

const denied = (texts: readonly string[]): Cause | undefined => {
  const errMsg = texts.map((text) => /getPhoneNumber:fail[^"}]{0,60}/.exec(text)?.[0]).find(Boolean)
  if (errMsg === undefined) return undefined
  const why = /den(?:y|ied)|cancel/i.test(errMsg)
    ? `The user denied the phone number (\`errMsg\` is ${errMsg})`
    : `WeChat gave no phone number (\`errMsg\` is ${errMsg})`
  return {
    why,
    fix: 'look at `errMsg` in the event and send nothing unless it is getPhoneNumber:ok',
  }
}

const noValue = (name: string, text: string): Cause | undefined =>
  /^["']?(?:undefined|null|nan|nil|none|\[object \w{1,20}\])["']?$/i.test(text)
    ? {
        why: `${name} is the text ${text}, as a variable without a value is printed`,
        fix: `send what stands in ${EVENT}'s \`detail\`, and nothing where the user denied`,
      }
    : undefined

/** Recognises the code of the phone number button, which has 64 hex digits and no iv. */
const phoneCode = (
  data: string,
  iv: string,
  code: string | undefined,
  names: EncryptedNames,
): Cause | undefined => {
  const isCode = /^[0-9a-f]{64}$/i.test(data)
  if (!isCode && (code === undefined || data !== '')) return undefined
  const where = isCode ? `${names.data} holds` : 'There is nothing but'
  return iv !== '' && !isCode
    ? undefined
    : {
        why: `${where} the phone number button's \`code\`, the newer way, which decrypts nothing`,
        fix: "send the same event's encryptedData and iv; only a server redeems the code, at wxa/business/getuserphonenumber",
      }
}

const plainNumber = (data: string, names: EncryptedNames): Cause | undefined =>
  /^\+?(?:86)?[\s-]?1[3-9]\d{9}$/.test(data)
    ? {
        why: `${names.data} is a mobile number in plain text`,
        fix: `send ${EVENT}'s encryptedData there, or the number in its own field`,
      }
    : undefined

const missingPart = (data: string, iv: string, names: EncryptedNames): Cause | undefined => {
  if (data !== '' && iv !== '') return undefined
  if (data === iv)
    return {
      why: `There is neither ${names.data} nor ${names.iv}`,
      fix: `send both from ${EVENT}`,
    }
  const [there, absent] = data === '' ? [names.iv, names.data] : [names.data, names.iv]
  const what = data === '' ? 'encryptedData' : 'iv'
  return {
    why: `${there} came without ${absent}, and one decrypts nothing without the other`,
    fix: `send ${EVENT}'s \`${what}\` beside it`,
  }
}

const swapped = (
  data: string,
  iv: string,
  names: EncryptedNames,
  read: ReadBase64,
): Cause | undefined => {
  if (data === iv)
    return {
      why: `${names.data} and ${names.iv} are the same text`,
      fix: `send ${EVENT}'s encryptedData in one and its iv in the other`,
    }
  const vector = read(iv)?.length ?? 0
  return read(data)?.length === BLOCK && vector > BLOCK && vector % BLOCK === 0
    ? {
        why: `${names.data} and ${names.iv} are swapped: the first has the 16 bytes of an iv`,
        fix: `send ${EVENT}'s encryptedData in ${names.data} and its iv in ${names.iv}`,
      }
    : undefined
}

const isWhole = (bytes: Buffer | undefined): boolean =>
  bytes !== undefined && bytes.length > 0 && bytes.length % BLOCK === 0

/** Recognises the right data in a wrong encoding, such as hex or URL-safe base64. */
const spelling = (name: string, text: string, read: ReadBase64): Cause | undefined => {
  const cause = (why: string, fix: string): Cause => ({ why: `${name} ${why}`, fix })
  const opens = (other: string): boolean => other !== text && isWhole(read(other))
  if (/%[0-9a-f]{2}/i.test(text))
    return cause(
      'is percent-encoded once more than it is decoded',
      'encode it once, or not at all in JSON',
    )
  if (/^(["']).*\1$/s.test(text))
    return cause('stands in quotes of its own', 'send it without them')
  if (/\\[/u"]|&#?\w{1,6};/.test(text))
    return cause('is escaped as JSON or HTML once more than it is read', 'send the base64 as it is')
  if (/^[0-9a-f]+$/i.test(text) && text.length % (2 * BLOCK) === 0 && text.length >= 2 * BLOCK)
    return cause('is in hex', 'send the base64 that WeChat gave')
  if (text.includes(' ') && opens(text.replaceAll(' ', '+')))
    return cause(
      'has a space where WeChat gave a `+`: a form or query reads `+` so',
      'percent-encode it (encodeURIComponent), or send JSON',
    )
  if (isWhole(read(text)) && !isTwice(text, read)) return undefined
  if (/[-_]/.test(text) && opens(padded(text.replaceAll('-', '+').replaceAll('_', '/'))))
    return cause(
      'is in URL-safe base64 (`-`, `_`), which the server does not read',
      'send the base64 that WeChat gave, with `+` and `/`',
    )
  if (isTwice(text, read))
    return cause('is base64 of base64', 'send what WeChat gave, which is base64 already')
  if (opens(padded(text)))
    return cause('lacks the `=` at its end, without which the server does not read it', 'send them')
  return undefined
}

const padded = (text: string): string => {
  const letters = text.replace(/[\s=]+/g, '')
  return letters.padEnd(Math.ceil(letters.length / 4) * 4, '=')
}

/** Whether the decoded bytes are base64 of whole blocks again. */
const isTwice = (text: string, read: ReadBase64): boolean => {
  const inner = read(text)?.toString('latin1') ?? ''
  return /^[A-Za-z0-9+/]{16,}={0,2}$/.test(inner) && isWhole(read(inner))
}

const wrongLength = (
  data: string,
  iv: string,
  names: EncryptedNames,
  read: ReadBase64,
): Cause | undefined => {
  const vector = read(iv)
  if (vector?.length !== BLOCK)
    return {
      why:
        vector === undefined
          ? `${names.iv} is no base64${strange(iv)}`
          : `${names.iv} has ${vector.length} bytes, and an iv has 16`,
      fix: `send ${EVENT}'s iv whole: 24 characters`,
    }
  const bytes = read(data)
  if (isWhole(bytes)) return undefined
  const letters = data.replace(/\s+/g, '').replace(/=+$/, '')
  if (/[^A-Za-z0-9+/]/.test(letters))
    return {
      why: `${names.data} is no base64${strange(letters)}`,
      fix: `send ${EVENT}'s encryptedData as it is`,
    }
  const length = Buffer.byteLength(letters, 'base64')
  return {
    why: `${names.data} is cut off: it has ${length} bytes, which end in the middle of a block of 16`,
    fix: `send ${EVENT}'s encryptedData whole`,
  }
}

const strange = (text: string): string => {
  const found = /[^A-Za-z0-9+/=\s]/u.exec(text)?.[0]
  return found === undefined ? '' : `: it holds \`${found}\``
}
