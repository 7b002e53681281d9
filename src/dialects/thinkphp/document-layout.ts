import type { Reply } from '../../core/wire.ts'

/** A JSON answer as the document prints it: four blanks a level, `/` as it is; others stay. */
export const documentLayout = (reply: Reply): Reply => {
  const body = indented(String(reply.body))
  return body === undefined ? reply : { ...reply, body }
}

const indented = (body: string): string | undefined => {
  try {
    return JSON.stringify(JSON.parse(body), null, 4)
  } catch {
    return undefined
  }
}
