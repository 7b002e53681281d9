import { schemaVersions } from '../json/schema-rules.ts'
import { comparisons, uncounted } from '../xml/compare-xml.ts'
import { dateTimeComparisons, dateTimeTest, type DateTimeMatch } from './date-time-match.ts'
import {
  jsonTest,
  jsonPathTest,
  schemaTest,
  type JsonMatch,
  type PathMatch,
  type SchemaMatch,
} from './json-match.ts'
import type { CompileContext, Operator } from './value-match.ts'
import {
  flagKind,
  jsonKind,
  oneOfKind,
  pathKind,
  someOfKind,
  textKind,
  textsKind,
  wholeKind,
} from './value-kinds.ts'
import { xmlTest, xpathTest, type XmlMatch } from './xml-match.ts'

/** The members of a match for JSON, XML, dates and times. */
export interface StructuredMatch extends JsonMatch, SchemaMatch, XmlMatch, DateTimeMatch {
  readonly matchesJsonPath?: PathMatch
}

type Compile = NonNullable<Operator['compile']>

/** Marks the match of an operator as costly: it runs with a time limit. */
const costly =
  (compile: Compile): Compile =>
  (match, context: CompileContext) => {
    context.costly()
    return compile(match, context)
  }

const dateTimeOptions = {
  actualFormat: textKind,
  truncateExpected: textKind,
  truncateActual: textKind,
  applyTruncationLast: flagKind,
  expectedOffset: wholeKind,
  expectedOffsetUnit: textKind,
}

const dateTimeNames = Object.keys(dateTimeComparisons) as (keyof typeof dateTimeComparisons)[]

export const structuredOperators: readonly (readonly [string, Operator])[] = [
  ...dateTimeNames.map((name): readonly [string, Operator] => [
    name,
    {
      takes: textKind,
      options: dateTimeOptions,
      compile: (match, context) => {
        if (match.actualFormat !== undefined) context.costly()
        return dateTimeTest(name, match)
      },
    },
  ]),
  [
    'equalToJson',
    {
      takes: jsonKind,
      options: { ignoreArrayOrder: flagKind, ignoreExtraElements: flagKind },
      compile: costly(jsonTest),
    },
  ],
  [
    'matchesJsonPath',
    {
      takes: pathKind,
      compile: costly(({ matchesJsonPath = '' }, context) =>
        jsonPathTest(matchesJsonPath, context),
      ),
    },
  ],
  [
    'matchesJsonSchema',
    {
      takes: jsonKind,
      options: { schemaVersion: oneOfKind(schemaVersions) },
      compile: costly(schemaTest),
    },
  ],
  [
    'equalToXml',
    {
      takes: textKind,
      options: {
        enablePlaceholders: flagKind,
        placeholderOpeningDelimiterRegex: textKind,
        placeholderClosingDelimiterRegex: textKind,
        exemptedComparisons: someOfKind([...comparisons, ...uncounted]),
        ignoreOrderOfSameNode: flagKind,
        namespaceAwareness: oneOfKind(['STRICT', 'LEGACY', 'NONE']),
      },
      compile: costly(xmlTest),
    },
  ],
  [
    'matchesXPath',
    { takes: pathKind, options: { xPathNamespaces: textsKind }, compile: costly(xpathTest) },
  ],
]
