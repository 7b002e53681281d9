import { readOutcomes, type KeptOutcome } from '../../parity/wiremock/outcomes.ts'
import { code, table } from './table.ts'

/** docs/reference/wiremock.md. */
export const wireMockPage = (): string => {
  const outcomes = readOutcomes()
  const groups = [...new Set(outcomes.map(({ group }) => group))].sort()
  const of = (group: string) => outcomes.filter((one) => one.group === group)
  return `# Held against WireMock

WireMock 3.13.2 answered ${outcomes.length} mappings and their requests; \`npm run parity -- test/recordings/wiremock/*.jsonl.gz\` replays them against this server. A mapping that would mean something else here is refused where it is posted, with 422 and a sentence. Cases in which WireMock itself failed on a request are not counted where the rest is the same.

${table(
  ['about', 'cases', 'the same', 'refused', 'other', 'not counted'],
  [...groups.map((group) => rowOf(code(group), of(group))), rowOf('all', outcomes)],
)}

## What is refused, and why

${table(
  ['about', 'feature', 'why'],
  groups.flatMap((group) => refusals(of(group))),
)}

${otherwise(outcomes, groups)}## Time

All matchers of a request that may take long (JSONPath, XPath, JSON, XML, JSON Schema, and regular expressions that repeat what repeats) have 100 ms together. A matcher that takes longer is given up: its stub does not match, a line of the log and a note of the kind \`matcher-given-up\` say so.
`
}

/** Nothing where there is none. */
const otherwise = (outcomes: readonly KeptOutcome[], groups: readonly string[]): string => {
  const others = outcomes.filter(isOther)
  if (others.length === 0) return ''
  const rows = groups
    .map((group) => [group, others.filter((one) => one.group === group)] as const)
    .filter(([, ones]) => ones.length > 0)
    .map(([group, ones]) => [code(group), ones.map(({ id }) => code(id)).join(', ')])
  return `## Otherwise than WireMock\n\n${table(['about', 'cases'], rows)}\n\n`
}

const isOther = ({ kind }: KeptOutcome): boolean => !['same', 'refused', 'uncounted'].includes(kind)

const rowOf = (name: string, outcomes: readonly KeptOutcome[]): readonly string[] => {
  const count = (is: (one: KeptOutcome) => boolean) => String(outcomes.filter(is).length)
  return [
    name,
    String(outcomes.length),
    count(({ kind }) => kind === 'same'),
    count(({ kind }) => kind === 'refused'),
    count(isOther),
    count(({ kind }) => kind === 'uncounted'),
  ]
}

const LONGEST = 240

/** One row for each feature: its first refusal stands for the others. */
const refusals = (outcomes: readonly KeptOutcome[]): readonly (readonly string[])[] => {
  const features = new Map<string, KeptOutcome>()
  for (const one of outcomes) {
    const feature = one.id.split('/').slice(0, 2).join('/')
    if (one.kind === 'refused' && !features.has(feature)) features.set(feature, one)
  }
  return [...features].map(([feature, { group, why = '' }]) => [
    code(group),
    code(feature.split('/')[1]),
    code(clip(why.replaceAll('`', "'"))),
  ])
}

const clip = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
