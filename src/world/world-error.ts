import type { WorldIssue } from './check-world.ts'

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
