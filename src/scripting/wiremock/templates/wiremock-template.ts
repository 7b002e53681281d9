import { createBudget, render, RenderLimit, type Helper, type Setting } from './render.ts'
import { codingHelpers } from './helpers/codings.ts'
import { conditionHelpers } from './helpers/conditions.ts'
import { dateHelpers } from './helpers/dates.ts'
import { findHelpers, textHelpers } from './helpers/texts.ts'
import { jsonHelpers } from './helpers/json.ts'
import { listHelpers } from './helpers/lists.ts'
import { numberFormat } from './helpers/formats.ts'
import { xmlHelpers } from './helpers/xml.ts'
import type { Call } from '../../../core/pipeline.ts'
import { parseTemplate, type Template, type Node } from './parse-template.ts'
import { drawing, modelOf } from './request-model.ts'
import { TemplateError, type Expression, type Param } from './read-expression.ts'
import { Dict, List, Decimal, type Value } from './values.ts'

/** The helpers of WireMock's templates by name. */
const helpers: ReadonlyMap<string, Helper> = new Map(
  Object.entries({
    ...conditionHelpers,
    ...textHelpers,
    numberFormat,
    ...listHelpers,
    ...codingHelpers,
    ...findHelpers,
    ...jsonHelpers,
    ...xmlHelpers,
    ...dateHelpers,
  }),
)

/** Renders a text of a mapping for one request. A text without tags is returned unchanged. */
type Render = (text: string) => string

/** The templates of one answer. Their renderings share the limits, and share no variables. */
interface AnswerTemplates {
  /** Starts the rendering for a request. `salt` decides the random values. */
  readonly start: (call: Call, salt: string) => Render
}

/**
 * Reads the templates among the texts of an answer. `path` is the mapping's `urlPathTemplate`. Throws a
 * TemplateError if a template cannot be read or calls an unknown helper.
 */
export const readTemplates = (
  texts: readonly string[],
  parameters: unknown,
  path: string | undefined,
): AnswerTemplates => {
  const read = new Map<string, Template>()
  for (const text of texts) {
    const template = parseTemplate(text)
    if (template === undefined) continue
    checkHelpers(template.nodes)
    read.set(text, template)
  }
  const given = valueOf(parameters ?? {})
  return {
    start: (call, salt) => {
      const model = modelOf(call, given, path, salt)
      const setting: Setting = {
        helpers,
        budget: createBudget(),
        now: call.context.now(),
        draw: drawing(call.context.derive, 'template', salt, call.meta.url),
        complain: (sentence) => {
          note(call, sentence)
        },
      }
      return (text) => {
        const template = read.get(text)
        return template === undefined ? text : rendered(template, model, setting)
      }
    },
  }
}

const rendered = (
  { before, nodes, after }: Template,
  { model, added }: ReturnType<typeof modelOf>,
  setting: Setting,
): string => {
  try {
    return before + render(nodes, model, added, setting) + after
  } catch (error) {
    // The request gets an answer even if the rendering fails.
    const sentence = `[ERROR: ${error instanceof RenderLimit ? error.message : `The template failed: ${(error as Error).message}`}]`
    setting.complain(sentence)
    return sentence
  }
}

const MOST_NOTES = 10

/** Adds a note about an error of a template to the journal. */
const note = ({ trace }: Call, sentence: string): void => {
  const kind = 'template-error'
  if (trace.notes.filter((one) => one.kind === kind).length < MOST_NOTES)
    trace.notes.push({
      kind,
      message: `The stub's template printed \`${sentence.slice(0, 200)}\`: the request does not have what it asks for, or it asks for it wrongly; change either.`,
    })
}

const checkHelpers = (nodes: readonly Node[]): void => {
  for (const node of nodes) {
    if (node.kind === 'text') continue
    checkCall(node.call)
    if (node.kind === 'block') {
      checkHelpers(node.body)
      checkHelpers(node.otherwise)
    }
  }
}

const checkCall = ({ name, params, hash }: Expression): void => {
  const isCall = params.length > 0 || hash.length > 0
  if (isCall && !helpers.has(name)) throw unknownHelper(name)
  for (const given of [...params, ...hash.map(([, one]) => one)]) checkParam(given)
}

const checkParam = (param: Param): void => {
  if (param.kind !== 'call') return
  if (!helpers.has(param.call.name)) throw unknownHelper(param.call.name)
  checkCall(param.call)
}

const unknownHelper = (name: string): TemplateError =>
  new TemplateError(
    `The template calls the helper ${name}, which is not here; there is ${[...helpers.keys()].sort().join(', ')}.`,
  )

/** Converts a mapping's JSON to a value of templates. */
const valueOf = (json: unknown): Value => {
  if (typeof json === 'number') return Number.isInteger(json) ? json : new Decimal(json)
  if (Array.isArray(json)) return new List(json.map(valueOf))
  if (typeof json === 'object' && json !== null)
    return new Dict(new Map(Object.entries(json).map(([name, one]) => [name, valueOf(one)])))
  return typeof json === 'string' || typeof json === 'boolean' ? json : null
}
