import { clip } from '../core/clip.ts'
import { oneLine, type Log } from '../core/log.ts'

/** Returns a text from outside as one line that is safe to print, clipped to 200 characters. */
export const printable = (text: string): string => oneLine(clip(text, 200))

/** Wraps a log so that each entry stays one line, even if it quotes file names, fixtures or requests. */
export const lineLog =
  (log: Log): Log =>
  (level, line) => {
    log(level, oneLine(line))
  }

/** The lines with the same level and the same first word. */
interface Kind {
  count: number
  /** Logs the latest line that was left out, and how many more there were. */
  last: () => void
}

/** A log with a limited number of lines. */
interface BoundedLog {
  readonly log: Log
  /** Logs the lines that summarize the lines left out. */
  readonly flush: () => void
}

const WINDOW_MS = 10_000
/** Most kinds that are counted apart, more than the mock uses. All further kinds count as one. */
const MOST_KINDS = 100

/**
 * Wraps a log so that it passes on at most `most` lines of a kind in ten seconds. After that time it passes
 * on the last of the other lines, with the number of the rest.
 */
export const boundedLog = (log: Log, most: number): BoundedLog => {
  const kinds = new Map<string, Kind>()
  let window: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(window)
    window = undefined
    const all = [...kinds.values()]
    kinds.clear()
    for (const { count, last } of all) if (count > most) last()
  }
  const kindOf = (name: string): Kind => {
    const known = kinds.get(name)
    if (known !== undefined) return known
    if (kinds.size >= MOST_KINDS && name !== '') return kindOf('')
    const kind: Kind = { count: 0, last: () => undefined }
    kinds.set(name, kind)
    return kind
  }

  return {
    flush,
    log: (level, line) => {
      window ??= setTimeout(flush, WINDOW_MS).unref()
      const kind = kindOf(`${level} ${line.split(' ', 1)[0] ?? ''}`)
      const more = ++kind.count - most
      if (more <= 0) log(level, line)
      else
        kind.last = () => {
          log(level, more === 1 ? line : `${line} (and ${more - 1} more such lines within 10 s)`)
        }
    },
  }
}
