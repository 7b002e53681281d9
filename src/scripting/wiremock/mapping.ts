import { faults, type Fault } from '../../core/wire.ts'
import { compileConditions } from '../stubs/request-match.ts'
import type { DelayPlan, RawResponse, ScenarioStep, Stub, StubResponse } from '../stubs/stub.ts'
import { mappingError, object, text, toRequestMatch } from './request-pattern.ts'

type Json = Readonly<Record<string, unknown>>

const responseMembers = new Set([
  'status',
  'statusMessage',
  'headers',
  'body',
  'jsonBody',
  'base64Body',
  'fixedDelayMilliseconds',
  'delayDistribution',
  'chunkedDribbleDelay',
  'fault',
  'transformers',
  'transformerParameters',
  'fromConfiguredStub',
])

/** A WireMock stub mapping as a stub of ours. `newId` is used where it names none. Throws a MappingError. */
export const toStub = (mapping: Json, newId: () => string): Stub => {
  const given = mapping['id'] ?? mapping['uuid']
  const id = given === undefined ? newId() : text(given, '/id')
  const { name, priority } = mapping
  const stub: Stub = {
    id,
    ...(name === undefined ? {} : { name: text(name, '/name') }),
    ...(priority === undefined ? {} : { priority: integer(priority, '/priority', 1) }),
    match: toRequestMatch(object(mapping['request'] ?? {}, '/request')),
    ...scenarioOf(mapping),
    respond: toResponse(object(mapping['response'] ?? {}, '/response')),
    mapping: { ...mapping, id, uuid: id },
  }
  try {
    compileConditions(stub.match)
  } catch (error) {
    throw mappingError('/request', (error as Error).message)
  }
  return stub
}

/** A stub as WireMock shows one; fixtures' own stubs are shown as near as its shape allows. */
export const toMapping = (stub: Stub): Json =>
  stub.mapping ?? {
    id: stub.id,
    uuid: stub.id,
    ...(stub.name === undefined ? {} : { name: stub.name }),
    ...(stub.priority === undefined ? {} : { priority: stub.priority }),
    ...(stub.scenario === undefined
      ? {}
      : {
          scenarioName: stub.scenario.name,
          ...(stub.scenario.state === undefined
            ? {}
            : { requiredScenarioState: stub.scenario.state }),
          ...(stub.scenario.next === undefined ? {} : { newScenarioState: stub.scenario.next }),
        }),
    request: { ...(stub.match.method === undefined ? {} : { method: stub.match.method }) },
    response: { status: 200 },
    metadata: { mock: { match: stub.match, respond: stub.respond } },
  }

const scenarioOf = (mapping: Json): { readonly scenario?: ScenarioStep } => {
  const { scenarioName, requiredScenarioState, newScenarioState } = mapping
  if (scenarioName === undefined || scenarioName === null) return {}
  return {
    scenario: {
      name: text(scenarioName, '/scenarioName'),
      ...(requiredScenarioState === undefined || requiredScenarioState === null
        ? {}
        : { state: text(requiredScenarioState, '/requiredScenarioState') }),
      ...(newScenarioState === undefined || newScenarioState === null
        ? {}
        : { next: text(newScenarioState, '/newScenarioState') }),
    },
  }
}

const toResponse = (response: Json): StubResponse => {
  for (const name of Object.keys(response))
    if (!responseMembers.has(name))
      throw mappingError(
        `/response/${name}`,
        `${name} is not supported in a response; there is ${[...responseMembers].join(', ')}.`,
      )
  const { fault, chunkedDribbleDelay } = response
  const delay = delayOf(response)
  return {
    response: rawOf(response),
    ...(fault === undefined || fault === null ? {} : { fault: faultOf(fault) }),
    ...(delay === undefined ? {} : { delay }),
    ...(chunkedDribbleDelay === undefined
      ? {}
      : { chunkedDribbleDelay: dribbleOf(chunkedDribbleDelay) }),
  }
}

const rawOf = (response: Json): RawResponse => {
  const { status, statusMessage, headers, body, jsonBody, base64Body } = response
  return {
    status: status === undefined ? 200 : integer(status, '/response/status', 100, 599),
    ...(statusMessage === undefined
      ? {}
      : { statusMessage: text(statusMessage, '/response/statusMessage') }),
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    ...(body === undefined ? {} : { body: text(body, '/response/body') }),
    ...(jsonBody === undefined ? {} : { jsonBody }),
    ...(base64Body === undefined ? {} : { base64Body: text(base64Body, '/response/base64Body') }),
    template: templated(response),
  }
}

/** WireMock renders only what asks for it. Ours is Mustache, not Handlebars with helpers. */
const templated = ({ transformers }: Json): boolean =>
  Array.isArray(transformers) && transformers.includes('response-template')

const headersOf = (value: unknown): Readonly<Record<string, string | readonly string[]>> =>
  Object.fromEntries(
    Object.entries(object(value, '/response/headers')).map(([name, one]) => {
      const at = `/response/headers/${name}`
      return [
        name,
        Array.isArray(one) ? one.map((each) => headerText(each, at)) : headerText(one, at),
      ]
    }),
  )

const headerText = (value: unknown, at: string): string => {
  const line = text(value, at)
  if (/[\r\n\0]/.test(line)) throw mappingError(at, `${at} may hold no line break.`)
  return line
}

const delayOf = ({ fixedDelayMilliseconds, delayDistribution }: Json): DelayPlan | undefined => {
  if (delayDistribution !== undefined && delayDistribution !== null) {
    const plan = object(delayDistribution, '/response/delayDistribution')
    const part = (name: string) => number(plan[name], `/response/delayDistribution/${name}`)
    if (plan['type'] === 'lognormal')
      return { type: 'lognormal', median: part('median'), sigma: part('sigma') }
    if (plan['type'] === 'uniform')
      return { type: 'uniform', lower: part('lower'), upper: part('upper') }
    if (plan['type'] === 'fixed') return part('milliseconds')
    throw mappingError(
      '/response/delayDistribution/type',
      'The type is lognormal, uniform or fixed.',
    )
  }
  return fixedDelayMilliseconds === undefined || fixedDelayMilliseconds === null
    ? undefined
    : integer(fixedDelayMilliseconds, '/response/fixedDelayMilliseconds', 0, 600_000)
}

const dribbleOf = (value: unknown): { numberOfChunks: number; totalDuration: number } => {
  const at = '/response/chunkedDribbleDelay'
  const plan = object(value, at)
  return {
    numberOfChunks: integer(plan['numberOfChunks'], `${at}/numberOfChunks`, 1, 1000),
    totalDuration: integer(plan['totalDuration'], `${at}/totalDuration`, 0, 600_000),
  }
}

const faultOf = (value: unknown): Fault => {
  const fault = faults.find((one) => one === value)
  if (fault === undefined)
    throw mappingError(
      '/response/fault',
      `There is no fault ${String(value)}; use one of ${faults.join(', ')}.`,
    )
  return fault
}

const integer = (
  value: unknown,
  at: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number => {
  const read = number(value, at)
  if (!Number.isInteger(read) || read < least || read > most)
    throw mappingError(
      at,
      `${at} is a whole number of at least ${least}${most < 1e9 ? ` and at most ${most}` : ''}, not ${read}.`,
    )
  return read
}

const number = (value: unknown, at: string): number => {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw mappingError(at, `${at} is a number, not ${JSON.stringify(value)}.`)
  return value
}
