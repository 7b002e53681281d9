import type { Difference, World } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'

/** People, accounts, domains and all else that is kept. */
export interface WorldCalls {
  readonly get: () => Promise<World>
  /** Merges lists by their keys, field by field. */
  readonly patch: (world: World) => Promise<World>
  /** Puts a world in place of what there is. */
  readonly replace: (world: World) => Promise<World>
}

/** Named states of the world. */
export interface SnapshotCalls {
  /** Keeps the world as it is, or the one given, under a name. */
  readonly save: (name: string, world?: World) => Promise<void>
  /** Puts a kept world in place of what there is. */
  readonly restore: (name: string) => Promise<World>
  /** Where two kept worlds differ. */
  readonly diff: (a: string, b: string) => Promise<readonly Difference[]>
  readonly get: (name: string) => Promise<World>
  /** Their names. */
  readonly list: () => Promise<readonly string[]>
  readonly remove: (name: string) => Promise<void>
}

export const worldCalls = ({ call }: AdminCaller): WorldCalls => ({
  get: () => call('getWorld'),
  patch: (body) => call('patchWorld', { body }),
  replace: (body) => call('replaceWorld', { body }),
})

export const snapshotCalls = ({ call }: AdminCaller): SnapshotCalls => ({
  save: async (name, world) => {
    await call('putSnapshot', { params: { name }, ...(world === undefined ? {} : { body: world }) })
  },
  restore: (name) => call('restoreSnapshot', { params: { name } }),
  diff: async (a, b) => (await call('compareSnapshots', { params: { a, b } })).differences,
  get: (name) => call('exportSnapshot', { params: { name } }),
  list: async () => (await call('getSnapshots')).snapshots,
  remove: async (name) => {
    await call('deleteSnapshot', { params: { name } })
  },
})
