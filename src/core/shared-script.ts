/** What stands beside a tenant's world: whoever made it says what its records are. */
export interface SharedScript {
  /** `isOld`: it is loaded, not new. */
  apply(record: unknown, isOld: boolean): void
  /** Texts of the records of what was changed since the last time. */
  changes(): readonly string[]
  isChanged(): boolean
  /** What `changes` told of last is shared. */
  acknowledged(): void
  /** Texts of records that make it up, the first of which takes away what there was. */
  whole(): readonly string[]
  /** Takes away everything. */
  clear(): void
  /** Somebody wants to be told of what is new. */
  isFollowed(): boolean
}
