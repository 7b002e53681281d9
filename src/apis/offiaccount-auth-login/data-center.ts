import type { UserDomain } from './records.ts'

export type DataCenter = 'CN' | 'EU' | 'NA'

/** First letter of its user domains and uids (seen in clients). */
const letters = { CN: 'C', EU: 'E', NA: 'U' } as const satisfies Record<DataCenter, string>

const named = (center: string): DataCenter => (center === 'EU' || center === 'NA' ? center : 'CN')

/** What the world says, else what the first letter says; another letter is taken for China (I). */
export const dataCenterOf = ({ userDomain, dataCenter }: UserDomain): DataCenter => {
  if (typeof dataCenter === 'string') return named(dataCenter)
  const letter = userDomain[0]
  return letter === letters.EU ? 'EU' : letter === letters.NA ? 'NA' : 'CN'
}

export const letterOf = (center: DataCenter): string => letters[center]
