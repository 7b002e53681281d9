import { writeFile } from 'node:fs/promises'
import type { RecordedExchange } from '../contract/recording/exchange.ts'
import type { Verified } from '../server/verify/run-verify.ts'
import type { VerifyOptions } from '../server/verify/options.ts'
import type { verifyRows } from './program.ts'
import type { Given } from './option-rows.ts'
import { CommandError, refused, UsageError, writable } from './usage-error.ts'

/**
 * Compares a back end with the mock. Resolves to the exit code: 0 same, 1 drift, 3 nothing checked. Throws
 * UsageError and CommandError.
 */
export const verify = async (given: Given<typeof verifyRows>): Promise<number> => {
  const options = await checked(given)
  const { keepFailed, runVerify } = await import('../server/verify/run-verify.ts')
  const { printReport } = await import('../contract/verify/report.ts')
  const { exitCodeOf } = await import('../contract/verify/result.ts')
  const verified = await runVerify(options, progressOn(process.stderr))
  keepFailed(options.target, verified.report)
  if (given.record !== undefined)
    await write(given.record, await recordingOf(given.record, verified, options))
  const report = printReport(verified.report, given.format ?? 'pretty', options.hide)
  if (given.output === undefined) process.stdout.write(report)
  else await write(given.output, report)
  return exitCodeOf(verified.report)
}

/** Shows the progress on a terminal: at two requests a second, all cases take a minute. */
const progressOn =
  (stream: NodeJS.WriteStream) =>
  (done: number, of: number): void => {
    if (!stream.isTTY) return
    stream.write(done + 1 < of ? `\r\u001b[K${done} of ${of} cases` : '\r\u001b[K')
  }

/** Throws CommandError: the file could be opened, but the disk may be full by now. */
const write = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch((error: unknown) => {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new CommandError(`${JSON.stringify(file)} cannot be written (${code}): make room for it.`)
  })

/** Reads the options. Throws UsageError for invalid ones before anything is sent. */
const checked = async (given: Given<typeof verifyRows>): Promise<VerifyOptions> => {
  const { target, api = [], case: cases = [], failed = false, record, output } = given
  if (target === undefined)
    throw new UsageError('--target is missing: name the back end, such as https://api.example.com.')
  if (record !== undefined && !/\.(jsonl|har)$/i.test(record))
    throw new UsageError(
      `--record ${JSON.stringify(record)} cannot be: use a file whose name ends in .jsonl or .har.`,
    )
  const { readVerifyOptions } = await import('../server/verify/options.ts')
  const { lastFailed } = await import('../server/verify/run-verify.ts')
  const written = {
    target,
    apis: api,
    cases,
    values: given.values,
    headers: given.header ?? [],
    ignore: given.ignore ?? [],
    allowWrites: given.allowWrites ?? false,
    rate: given.rate ?? 2,
    timeoutMs: given.timeout ?? 10_000,
  }
  const options = await refused(() => readVerifyOptions(written, process.env))
  if (failed && cases.length > 0)
    throw new UsageError('--failed and --case do not go together: give one of them.')
  const again = failed ? lastFailed(options.target) : undefined
  if (failed && (again?.length ?? 0) === 0)
    throw new UsageError(
      again === undefined
        ? '--failed: no run against this back end is remembered: run without --failed first.'
        : '--failed: nothing drifted in the last run against this back end.',
    )
  for (const [flag, file] of [['--output', output] as const, ['--record', record] as const])
    if (file !== undefined) await writable(flag, file)
  return again === undefined ? options : { ...options, wanted: { ...options.wanted, cases: again } }
}

const recordingOf = async (
  file: string,
  { exchanges, report }: Verified,
  { hide, target }: VerifyOptions,
): Promise<string> => {
  const { createConcealer } = await import('../contract/recording/hide.ts')
  const concealed: readonly RecordedExchange[] = exchanges.map(
    createConcealer(hide, { isExample: true }),
  )
  if (/\.har$/i.test(file)) {
    const { harOf } = await import('../contract/recording/exchange.ts')
    return harOf(concealed, {
      origin: hide(target.origin),
      version: report.version,
      at: Date.parse(report.startedAt),
    })
  }
  const { exchangeLine } = await import('../contract/recording/exchange.ts')
  return concealed.map((exchange) => `${exchangeLine(exchange)}\n`).join('')
}
