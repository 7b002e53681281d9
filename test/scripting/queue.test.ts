import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Queue } from '../../src/scripting/queue.ts'

describe('a queue', () => {
  it('is an array that is pushed to and shifted from', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constant('push') },
      { weight: 4, arbitrary: fc.constant('shift') },
      { weight: 1, arbitrary: fc.array(fc.nat(), { maxLength: 40 }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new Queue<number>()
        let model: number[] = []
        for (const [at, one] of steps.entries()) {
          if (one === 'push') {
            queue.push(at)
            model.push(at)
          } else if (one === 'shift') {
            expect(queue.shift()).toBe(model.shift())
          } else if (typeof one === 'object') {
            queue.refill(one)
            model = [...one]
          }
          expect([queue.size, queue.last]).toEqual([model.length, model.at(-1)])
          expect(queue.toArray()).toEqual(model)
        }
      }),
    )
  })
})
