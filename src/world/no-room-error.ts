/** No tenant can be made: every place is taken by one that is worth keeping. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'

  /** `why`: what is true of those that there are. */
  constructor(key: string, most: number, why = 'that admin calls have changed') {
    super(
      `There is no room for tenant ${key}: there are ${most} ${why}; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.`,
    )
  }
}
