import { clip } from '../core/clip.ts'
import { oneLine, type Log } from '../core/log.ts'

/** Text from outside, short and safe to print. */
export const printable = (text: string): string => oneLine(clip(text, 200))

/** Passes on single lines only, whatever file names, fixtures and requests are quoted in them. */
export const lineLog =
  (log: Log): Log =>
  (level, line) => {
    log(level, oneLine(line))
  }

/** Lines are of one kind when their level and their first word are the same. */
interface Kind {
  count: number
  /** The latest that was left out. */
  last: () => void
}

/** A log that nobody can flood. */
interface BoundedLog {
  readonly log: Log
  /** Tells what there is to tell of lines left out. */
  readonly flush: () => void
}

const WINDOW_MS = 10_000
/** More kinds than there are words for; others are of one kind. */
const MOST_KINDS = 100

/** Passes on so many lines of a kind in ten seconds; of the rest the last one, with their number. */
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
