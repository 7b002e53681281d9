import { grouped } from '../core/grouped.ts'
import { readFileSync, statSync } from 'node:fs'
import {
  headerOf,
  readExchange,
  readHar,
  type RecordedExchange,
} from '../contract/recording/exchange.ts'
import type {
  Fixture,
  WrittenMatch,
  WrittenRequestMatch,
  WrittenStub,
} from '../scripting/fixtures/fixture.ts'
import { LARGEST_BYTES } from '../scripting/fixtures/load-fixtures.ts'
import { headerRecord } from '../scripting/entry-view.ts'
import { yamlText } from '../scripting/yaml.ts'

/** Largest recording, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024

/** Makes a fixture, as YAML, whose stubs give the recorded answers. Throws a RangeError of one sentence. */
export const stubsFrom = (file: string): string => {
  const exchanges = readRecording(file)
  const text = `# Made by \`wechat-login-mock stubs from\`.\n${yamlText(fixtureOf(exchanges))}`
  if (Buffer.byteLength(text) > LARGEST_BYTES)
    throw new RangeError(
      `${file} makes a fixture of over ${LARGEST_BYTES} bytes, which no server reads: record less.`,
    )
  return text
}

const readRecording = (file: string): readonly RecordedExchange[] => {
  const text = textOf(file)
  if (/\.har$/i.test(file)) {
    const read = readHar(text)
    if (read === undefined)
      throw new RangeError(
        `${file} is no HAR: it must be JSON with log.entries, as browsers and verify --record write it.`,
      )
    return notEmpty(file, read)
  }
  const lines = text.split('\n')
  return notEmpty(
    file,
    lines.flatMap((line, at) => {
      if (line.trim() === '') return []
      const exchange = readExchange(line)
      if (exchange === undefined)
        throw new RangeError(
          `${file}:${at + 1} is no exchange: use a file that verify --record or serve --record wrote.`,
        )
      return [exchange]
    }),
  )
}

const textOf = (file: string): string => {
  if (!/\.(har|jsonl)$/i.test(file))
    throw new RangeError(
      `${JSON.stringify(file)} cannot be read: use a file whose name ends in .har or .jsonl.`,
    )
  try {
    if (statSync(file).size > MOST_BYTES) throw new RangeError('too large')
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = `over ${MOST_BYTES} bytes` } = error as NodeJS.ErrnoException
    throw new RangeError(`${JSON.stringify(file)} cannot be read (${code}): is the path right?`, {
      cause: error,
    })
  }
}

const notEmpty = (
  file: string,
  exchanges: readonly RecordedExchange[],
): readonly RecordedExchange[] => {
  if (exchanges.length > 0) return exchanges
  throw new RangeError(`${file} holds no answered request: record some first.`)
}

/** Makes a stub for each distinct request. A repeated request gets its recorded answers in turn. */
const fixtureOf = (exchanges: readonly RecordedExchange[]): Fixture => {
  const sames = groupBy(exchanges, ({ request: { method, target, body } }) =>
    [method, target, body.toString('base64')].join('\0'),
  )
  return { stubs: sames.flatMap(stubsOf) }
}

/** Headers that distinguish requests with the same method, target and body. */
const TELLING = ['accept', 'content-type', 'authorization', 'x-q-language', 'accept-language']

const stubsOf = (same: readonly RecordedExchange[]): readonly WrittenStub[] => {
  const telling = TELLING.filter(
    (name) => new Set(same.map(({ request }) => headerOf(request.headers, name))).size > 1,
  )
  const groups = groupBy(same, ({ request }) =>
    telling.map((name) => headerOf(request.headers, name) ?? '\0').join('\n'),
  )
  return groups.flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [stubOf(first, telling, group)]
  })
}

const stubOf = (
  { id, request }: RecordedExchange,
  telling: readonly string[],
  group: readonly RecordedExchange[],
): WrittenStub => {
  const answers = group.map(answerOf)
  const [first] = answers
  const differ = new Set(answers.map((one) => JSON.stringify(one))).size > 1
  return {
    name: id,
    // A stub without the header comes after the stubs with it: a client may send another value, or none.
    ...(telling.some((name) => headerOf(request.headers, name) === undefined)
      ? { priority: BEHIND }
      : {}),
    match: matchOf(request, telling),
    respond: differ || first === undefined ? { sequence: answers, then: 'stay' } : first,
  }
}

/** A priority below the default 5. */
const BEHIND = 6

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'] as const

const matchOf = (
  { method, target, headers, body }: RecordedExchange['request'],
  telling: readonly string[],
): WrittenRequestMatch => ({
  method: METHODS.find((one) => one === method) ?? 'ANY',
  url: textMatch(target),
  ...(telling.length === 0
    ? {}
    : {
        headers: Object.fromEntries(
          telling.flatMap((name) => {
            const value = headerOf(headers, name)
            return value === undefined ? [] : [[name, textMatch(value)]]
          }),
        ),
      }),
  ...(body.length === 0 ? {} : { body: bodyMatch(body) }),
})

const MASKED = /\*{3}\d*/

/** Matches an equal text. A mask matches any characters that do not end a value. */
const textMatch = (text: string): WrittenMatch =>
  MASKED.test(text)
    ? {
        matches: text
          .split(MASKED)
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
          .join('[^"&<]*'),
      }
    : { equalTo: text }

const bodyMatch = (body: Buffer): WrittenMatch => {
  const text = body.toString('utf8')
  if (!body.equals(Buffer.from(text))) return { binaryEqualTo: body.toString('base64') }
  try {
    JSON.parse(text)
  } catch {
    return textMatch(text)
  }
  const open = text.replace(/"[^"\\]*\*{3}\d*[^"\\]*"/g, '"${json-unit.any-string}"')
  return { equalToJson: open }
}

/** Headers that are not copied: the server sets them anew, or they belonged to the connection. */
const NOT_SERVED = /^(?:connection|keep-alive|transfer-encoding|content-length|date|trailer)$/i

const answerOf = ({ response: { status, headers, body } }: RecordedExchange) => {
  const text = body.toString('utf8')
  const isText = body.equals(Buffer.from(text))
  return {
    response: {
      status: Math.min(599, Math.max(100, status)),
      headers: headerRecord(headers.filter(([name]) => !NOT_SERVED.test(name))),
      ...(isText ? { body: text } : { base64Body: body.toString('base64') }),
      template: false,
    },
  }
}

const groupBy = <T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] => [
  ...grouped(all.map((one) => [keyOf(one), one] as const)).values(),
]
