/** The expected value of a figure, and the share of it by which the figure may be worse. */
export interface Expectation {
  readonly stated: number
  readonly slack: number
}

export interface Figure {
  /** The name of the figure, as the subject of a sentence. */
  readonly name: string
  readonly value: number
  readonly better: 'more' | 'less'
  readonly expected: Expectation
}

/**
 * Returns a sentence for each figure that is worse than its limit. Figures that could not be measured (NaN)
 * are not judged.
 */
export const failures = (figures: readonly Figure[]): string[] =>
  figures.flatMap((figure) => {
    const { name, value, better, expected } = figure
    const limit = limitOf(figure)
    const bad = better === 'more' ? value < limit : value > limit
    if (!bad) return []
    const [most, slack] = [better === 'more' ? 'least' : 'most', Math.round(expected.slack * 100)]
    return `${name} is ${short(value)}, and is to be at ${most} ${short(limit)} (${short(expected.stated)} with ${slack} % of slack).`
  })

const limitOf = ({ better, expected: { stated, slack } }: Figure): number =>
  better === 'more' ? stated * (1 - slack) : stated * (1 + slack)

const short = (value: number): string => (value < 100 ? value.toFixed(2) : value.toFixed(0))
