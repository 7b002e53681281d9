/** How large a tenant's log is, and how large its log snapshot: they say when the log is folded. */
export class LogSize {
  #batches = 0
  #bytes = 0
  #foldedBytes = 0

  /** Counts batches that have come. `anew`: they are all there is. */
  add(batches: readonly string[], anew: boolean): void {
    if (anew) [this.#batches, this.#bytes] = [0, 0]
    this.#batches += batches.length
    for (const { length } of batches) this.#bytes += length
    if (anew) this.#foldedBytes = this.#bytes
  }

  /** Whether it has come to so many batches, or to so many bytes and twice the log snapshot. */
  isLarge({ batches, bytes }: { readonly batches: number; readonly bytes: number }): boolean {
    return this.#batches >= batches || this.#bytes >= Math.max(bytes, this.#foldedBytes * 2)
  }

  /** It was folded into these texts. */
  folded(texts: readonly string[]): void {
    this.#batches = 0
    this.#bytes = 0
    this.#foldedBytes = texts.reduce((sum, one) => sum + one.length, 0)
  }
}
