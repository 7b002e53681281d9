import type { Reply } from '../../core/wire.ts'

/** Lays a JSON answer out as documents print it, `spaces` a level. What is no JSON (a stub's text) stays as it is. */
export const indentedJson =
  (spaces: number) =>
  (reply: Reply): Reply => {
    try {
      return { ...reply, body: JSON.stringify(JSON.parse(String(reply.body)), null, spaces) }
    } catch {
      return reply
    }
  }
