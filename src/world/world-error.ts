import type { WorldIssue } from './world-data.ts'

/** Data that is not of the world's format, or names nothing in the world. */
export class WorldError extends Error {
  override readonly name = 'WorldError'
  readonly issues: readonly WorldIssue[]

  constructor(issues: readonly WorldIssue[]) {
    super(
      issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
    )
    this.issues = issues
  }
}

/** No tenant can be made: every place is taken by one that is worth keeping. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'

  constructor(key: string, most: number) {
    super(
      `There is no room for tenant ${key}: there are ${most} that admin calls have changed; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.`,
    )
  }
}
