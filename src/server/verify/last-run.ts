import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { VerifyReport } from '../../contract/verify/result.ts'

/** Where the last run against a back end is kept: names of cases, no answers. */
const fileOf = (target: URL): string => {
  const cache = process.env['XDG_CACHE_HOME'] ?? ''
  const name = createHash('sha256').update(target.href).digest('hex').slice(0, 32)
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'wechat-login-mock/verify', name)
}

/** The cases that drifted, or were sent and not answered, in the last run; undefined: there was none. */
export const lastFailed = (target: URL): readonly string[] | undefined => {
  try {
    const kept = JSON.parse(readFileSync(fileOf(target), 'utf8')) as unknown
    return Array.isArray(kept) && kept.every((one) => typeof one === 'string') ? kept : undefined
  } catch {
    return undefined
  }
}

/** Keeps what `--failed` of the next run asks for. Where nothing can be kept, nothing is. */
export const keepFailed = (target: URL, { results }: VerifyReport): void => {
  const failed = results.filter(
    ({ result, unanswered = false }) => result === 'drift' || unanswered,
  )
  try {
    const file = fileOf(target)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify([...new Set(failed.map((one) => one.case))]), {
      mode: 0o600,
    })
  } catch {
    // A home that cannot be written: the next run has no --failed.
  }
}
