import { faults, type Fault } from '../../core/wire.ts'
import { compileConditions } from '../stubs/request-match.ts'
import type { DelayPlan, RawResponse, ScenarioStep, Stub, StubResponse } from '../stubs/stub.ts'
import { mappingError, object, text, toRequestMatch } from './request-pattern.ts'

type Json = Readonly<Record<string, unknown>>

export const LONGEST_DELAY_MS = 600_000

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
export const toStub = (given: Json, newId: () => string): Stub => {
  const mapping = present(given)
  const id = idOf(mapping) ?? newId()
  const { name, priority } = mapping
  const request = present(object(mapping['request'] ?? {}, '/request'))
  const response = present(object(mapping['response'] ?? {}, '/response'))
  const stub: Stub = {
    id,
    ...(name === undefined ? {} : { name: text(name, '/name') }),
    ...(priority === undefined ? {} : { priority: integer(priority, '/priority', 1) }),
    match: toRequestMatch(request),
    ...scenarioOf(mapping),
    respond: toResponse(response),
    // Given back with what WireMock fills in.
    mapping: {
      ...mapping,
      id,
      uuid: id,
      request: { ...request, method: request['method'] ?? 'ANY' },
      response: { ...response, status: response['status'] ?? 200 },
    },
  }
  try {
    compileConditions(stub.match)
  } catch (error) {
    throw mappingError('/request', (error as Error).message)
  }
  return stub
}

/** Null is as good as nothing: some clients write every member there is. */
const present = (given: Json): Json =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))

const idOf = (mapping: Json): string | undefined => {
  const given = mapping['id'] === '' ? mapping['uuid'] : (mapping['id'] ?? mapping['uuid'])
  return given === undefined || given === '' ? undefined : text(given, '/id')
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
  if (scenarioName === undefined) return {}
  return {
    scenario: {
      name: text(scenarioName, '/scenarioName'),
      ...(requiredScenarioState === undefined
        ? {}
        : { state: text(requiredScenarioState, '/requiredScenarioState') }),
      ...(newScenarioState === undefined
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
    ...(fault === undefined ? {} : { fault: faultOf(fault) }),
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
  if (delayDistribution !== undefined)
    return toDelayPlan(delayDistribution, '/response/delayDistribution')
  return fixedDelayMilliseconds === undefined
    ? undefined
    : integer(fixedDelayMilliseconds, '/response/fixedDelayMilliseconds', 0, LONGEST_DELAY_MS)
}

/** WireMock's DelayDistribution. Throws a MappingError. */
export const toDelayPlan = (value: unknown, at: string): DelayPlan => {
  const plan = object(value, at)
  const part = (name: string) => number(plan[name], `${at}/${name}`)
  switch (plan['type']) {
    case 'lognormal':
      return { type: 'lognormal', median: part('median'), sigma: part('sigma') }
    case 'uniform':
      return { type: 'uniform', lower: part('lower'), upper: part('upper') }
    case 'fixed':
      return integer(plan['milliseconds'], `${at}/milliseconds`, 0, LONGEST_DELAY_MS)
    default:
      throw mappingError(`${at}/type`, 'The type is lognormal, uniform or fixed.')
  }
}

const dribbleOf = (value: unknown): { numberOfChunks: number; totalDuration: number } => {
  const at = '/response/chunkedDribbleDelay'
  const plan = object(value, at)
  return {
    numberOfChunks: integer(plan['numberOfChunks'], `${at}/numberOfChunks`, 1, 1000),
    totalDuration: integer(plan['totalDuration'], `${at}/totalDuration`, 0, LONGEST_DELAY_MS),
  }
}

const faultOf = (value: unknown): Fault => {
  const fault = faults.find((one) => one === value)
  if (fault === undefined)
    throw mappingError(
      '/response/fault',
      `There is no fault ${typeof value === 'string' ? value : JSON.stringify(value)}; use one of ${faults.join(', ')}.`,
    )
  return fault
}

/** Throws a MappingError for anything else. */
export const integer = (
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
