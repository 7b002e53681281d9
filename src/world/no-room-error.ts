/** No tenant can be made: every place is taken by one that is worth keeping. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError'

  constructor(key: string, most: number) {
    super(
      `There is no room for tenant ${key}: there are ${most} that admin calls have changed; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.`,
    )
  }
}
