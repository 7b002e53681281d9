import { driftSentence } from '../../compare/drift-sentence.ts'
import { driftKinds, type DriftKind } from '../../compare/drift.ts'
import type { VerifyReport } from '../result.ts'
import { titleOf } from './words.ts'

const texts: Readonly<Record<DriftKind, string>> = {
  status: 'The HTTP status is another one.',
  header: 'A header is missing, added, has another value or stands elsewhere.',
  'content-type': 'The media type is another one.',
  'field-added': 'The back end answers with a member that the mock does not have.',
  'field-removed': 'The back end lacks a member that the mock has.',
  type: 'A value is of another type.',
  value: 'A value is another one.',
  order: 'Members stand in another order.',
  bytes: 'The values are the same, but they are written otherwise.',
}

/** SARIF 2.1.0: a rule for each kind of difference, a result for each difference. */
export const sarifReport = ({ results, version, target }: VerifyReport): string => {
  const found = results.flatMap((one) => one.drifts.map((drift) => ({ one, drift })))
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'wechat-login-mock verify',
              version,
              rules: driftKinds.map((id) => ({ id, shortDescription: { text: texts[id] } })),
            },
          },
          properties: { target },
          results: found.map(({ one, drift }) => ({
            ruleId: drift.kind,
            ruleIndex: driftKinds.indexOf(drift.kind),
            level: 'error',
            message: { text: `${titleOf(one)}: ${driftSentence(drift)}.` },
            locations: [
              {
                logicalLocations: [
                  { name: one.case, fullyQualifiedName: `${titleOf(one)}#${drift.path}` },
                ],
              },
            ],
          })),
        },
      ],
    },
    null,
    2,
  )}\n`
}
