import type { Exchange, WeChat } from '../../src/core/context.ts'

/** The OpenID of the document's user in the shop's mini program. */
const OPEN_ID = 'oB6US5SNOngn196qzb3lagEBTh6w'

/**
 * Imitates WeChat as it was while the shop was recorded: a local server whose answer depended only on the
 * code.
 */
export const standInWeChat = (always?: Exchange): Pick<WeChat, 'exchange'> => ({
  exchange: (code) => always ?? answerTo(code),
})

const answerTo = (code: string): Exchange => {
  if (code.startsWith('bad')) return refused(40029, 'invalid code, rid: 616e8f2a-0000-0000')
  if (code.startsWith('used')) return refused(40163, 'code been used, rid: 616e8f2a-0000-0000')
  if (code === 'busy') return refused(-1, 'system error')
  if (code === 'empty') return { kind: 'empty' }
  if (code === 'html') return { kind: 'unreadable' }
  if (code === 'noerr') return { kind: 'incomplete' }
  if (!code.startsWith('c~')) return person(OPEN_ID, '')
  const [, openId = '', unionId = ''] = code.split('~')
  return person(openId, unionId)
}

export const refused = (errcode: number, errmsg: string): Exchange => ({
  kind: 'refused',
  errcode,
  errmsg,
})

const person = (openId: string, unionId: string): Exchange => ({
  kind: 'person',
  person: { id: openId, openId },
  openId,
  unionId,
  mayHaveAccount: true,
  derived: false,
})
