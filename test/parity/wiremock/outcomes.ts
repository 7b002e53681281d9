import { readFileSync, writeFileSync } from 'node:fs'
import { readLines } from '../read-lines.ts'
import { replayWireMock } from '../wiremock.ts'
import type { CaseKind } from './replay-case.ts'

const folder = new URL('../../recordings/wiremock/', import.meta.url)
const kept = new URL('outcomes.json', folder)

/** The result of a recorded case, with the reason if its mapping was refused. */
export interface KeptOutcome {
  readonly id: string
  readonly group: string
  readonly kind: CaseKind
  readonly why?: string
}

/** Returns the recorded cases, and the cases that a search for differences found. */
export const recordedLines = (): readonly string[] =>
  ['cases.jsonl.gz', 'found.jsonl.gz'].flatMap((name) => readLines(new URL(name, folder)))

/** Returns the results that the last run stored. docs/reference/wiremock.md is generated from them. */
export const readOutcomes = (): readonly KeptOutcome[] =>
  JSON.parse(readFileSync(kept, 'utf8')) as readonly KeptOutcome[]

/** Replays all recorded cases and stores the results. */
export const keepOutcomes = async (): Promise<void> => {
  const results = await replayWireMock(recordedLines())
  const outcomes = results.map(({ id, group = '', kind = 'same', refusal }) => ({
    id,
    group,
    kind,
    ...(refusal === undefined ? {} : { why: sentenceOf(refusal) }),
  }))
  const lines = outcomes.map((one) => JSON.stringify(one)).join(',\n')
  writeFileSync(kept, `[\n${lines}\n]\n`)
}

/** Returns the sentence of a refusal. */
const sentenceOf = (refusal: string): string =>
  (/"detail":\s*"((?:[^"\\]|\\.)*)"/.exec(refusal) ??
    /"title":\s*"((?:[^"\\]|\\.)*)"/.exec(refusal))?.[1] ?? refusal
