/** Names and values of headers as they came: in their order, case and number. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** An answer as it came over the wire, chunks put together. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Buffer
}

/** The first value of a header; `wanted` is its name in lower case. Undefined where there is none. */
export const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]

/** Whether an answer says that it is JSON. */
export const isJsonAnswer = ({ headers }: Answer): boolean =>
  /\bjson\b/.test(headerOf(headers, 'content-type') ?? '')

/** Puts another body in place; a `Content-Length` that was right stays right. */
export const withBody = <Message extends Pick<Answer, 'headers' | 'body'>>(
  answer: Message,
  body: Buffer,
): Message => {
  if (body.equals(answer.body)) return answer
  const was = String(answer.body.length)
  return {
    ...answer,
    body,
    headers: answer.headers.map(([name, value]): readonly [string, string] =>
      name.toLowerCase() === 'content-length' && value === was
        ? [name, String(body.length)]
        : [name, value],
    ),
  }
}
