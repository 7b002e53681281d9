import type { Note } from '../../core/note.ts'

/** Why a token lets nobody in. */
export const tokenNote = (token: string | null | undefined): Note => ({
  kind: 'token-unknown',
  message:
    token === undefined || token === null || token === ''
      ? 'There is no `token` in query or body: ShopXO asks for a login; send the one that user/appminiuserauth gave.'
      : '`token` was never given here, or the world has been reset since: ShopXO asks for a login; send the one that user/appminiuserauth gives now.',
  path: 'token',
})
