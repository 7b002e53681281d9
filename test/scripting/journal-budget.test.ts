import { describe, expect, it } from 'vitest'
import { createJournalBudget, type JournalBudget } from '../../src/scripting/journal-budget.ts'
import { createToy } from '../support/toy-call.ts'

/** A share that counts how often it is looked at. */
const shareOf = (budget: JournalBudget) => {
  let kept = 0
  const share = {
    looks: 0,
    bytes: () => {
      share.looks++
      return kept
    },
    dropFirst: () => {
      if (kept === 0) return false
      kept -= 10
      budget.gave(share, 10)
      return true
    },
    add: () => {
      kept += 10
      budget.took(share, 10)
    },
  }
  return share
}

const keptBy = (shares: readonly ReturnType<typeof shareOf>[]) =>
  shares.map((share) => share.bytes())

describe('what journals keep together', () => {
  it('is within its bound, and those that keep little keep it', () => {
    const budget = createJournalBudget(1_000)
    const [big, other, small] = [shareOf(budget), shareOf(budget), shareOf(budget)]
    for (let n = 0; n < 10; n++) small.add()
    for (let n = 0; n < 300; n++) {
      big.add()
      if (n % 3 === 0) other.add()
    }
    const [first = 0, second = 0, third] = keptBy([big, other, small])
    expect(first + second).toBe(900)
    expect(Math.abs(first - second)).toBeLessThan(900 / 8)
    expect(third).toBe(100)
  })

  it('does not look at every journal for every entry', () => {
    const budget = createJournalBudget(50_000)
    const shares = Array.from({ length: 500 }, () => shareOf(budget))
    const addToEach = () => {
      for (const share of shares) share.add()
    }
    for (let n = 0; n < 10; n++) addToEach()
    for (const share of shares) share.looks = 0
    for (let n = 0; n < 10; n++) addToEach()
    const looks = shares.reduce((sum, share) => sum + share.looks, 0)
    // 5,000 entries, each with another that is forgotten for it.
    expect(looks / 5_000).toBeLessThan(10)
    expect(keptBy(shares).reduce((sum, bytes) => sum + bytes, 0)).toBe(50_000)
  })

  it('makes a journal forget its own entries only', () => {
    const budget = createJournalBudget(60_000)
    const limits = { journal: { entries: 100, bytes: 1_000_000, budget } }
    const [ann, bob] = [createToy(limits), createToy(limits)]
    for (let n = 0; n < 20; n++) ann.ask({ query: `ann=${n}`, body: { name: 'x'.repeat(1_000) } })
    for (let n = 0; n < 20; n++) bob.ask({ query: `bob=${n}` })
    const urls = ({ script }: typeof ann) =>
      script.journal.entries().map(({ call }) => call.meta.url.split('?')[1])
    expect(urls(bob)).toEqual(Array.from({ length: 20 }, (_, n) => `bob=${n}`))
    const left = urls(ann)
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(20)
    expect(left).toEqual(
      Array.from({ length: left.length }, (_, n) => `ann=${20 - left.length + n}`),
    )
  })
})
