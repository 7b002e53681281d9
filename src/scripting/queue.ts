const FEW = 16

/**
 * First in, first out, round and round in one array: no garbage once that has grown. An array that
 * moves on and is cut off now and then leaves 40 bytes a request to the old generation.
 */
export class Queue<T> {
  #slots: (T | undefined)[] = []
  #first = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  get last(): T | undefined {
    return this.#size === 0 ? undefined : this.#slots[this.#slotOf(this.#size - 1)]
  }

  push(item: T): void {
    if (this.#size === this.#slots.length) this.#grow()
    this.#slots[this.#slotOf(this.#size++)] = item
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const item = this.#slots[this.#first]
    this.#slots[this.#first] = undefined
    this.#first = this.#slotOf(1)
    this.#size--
    return item
  }

  /** A copy, the first in first. */
  toArray(): T[] {
    const end = this.#first + this.#size
    const over = Math.max(0, end - this.#slots.length)
    return [...this.#slots.slice(this.#first, end), ...this.#slots.slice(0, over)] as T[]
  }

  /** Puts these in place of all there are. */
  refill(items: readonly T[]): void {
    this.#slots = [...items]
    this.#first = 0
    this.#size = items.length
  }

  #slotOf(at: number): number {
    const slot = this.#first + at
    return slot < this.#slots.length ? slot : slot - this.#slots.length
  }

  #grow(): void {
    const room = Math.max(FEW, this.#size * 2)
    this.#slots = this.toArray()
    this.#slots.length = room
    this.#first = 0
  }
}
