/** Why a state file is not taken: one sentence for the user, who has to do something about it. */
export class StateError extends Error {
  override readonly name = 'StateError'
}
