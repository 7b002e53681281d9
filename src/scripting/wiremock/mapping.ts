import { defined } from '../../core/defined.ts'
import { compileConditions } from '../stubs/request-match.ts'
import type { ScenarioStep, Stub } from '../stubs/stub.ts'
import {
  asInt,
  asText,
  asTruth,
  checkMembers,
  present,
  mappingError,
  object,
  type Json,
} from './mapping-members.ts'
import { toRequestMatch } from './request-pattern.ts'
import { toResponse } from './response.ts'

const members = [
  'id',
  'uuid',
  'name',
  'request',
  'response',
  'persistent',
  'priority',
  'scenarioName',
  'requiredScenarioState',
  'newScenarioState',
  'metadata',
  'insertionIndex',
  'dirty',
  'postServeActions',
  'serveEventListeners',
  '$schema',
]

/** Converts a WireMock mapping to a stub. Calls `newId` if the mapping has no id. Throws a MappingError. */
export const toStub = (given: Json, newId: () => string): Stub => {
  checkMembers(given, '', members)
  const mapping = present(given)
  const id = idOf(mapping) ?? newId()
  const name = textOf(mapping, 'name')
  const { priority, metadata, persistent } = mapping
  const request = present(object(mapping['request'] ?? {}, '/request'))
  const response = present(object(mapping['response'] ?? {}, '/response'))
  checkListeners(mapping)
  if (mapping['insertionIndex'] !== undefined) asInt(mapping['insertionIndex'], '/insertionIndex')
  if (metadata !== undefined) object(metadata, '/metadata')
  const path = request['urlPathTemplate']
  const stub: Stub = {
    id,
    ...(name === undefined ? {} : { name }),
    ...(priority === undefined ? {} : { priority: asInt(priority, '/priority') }),
    ...(persistent !== undefined && asTruth(persistent, '/persistent') ? { isKept: true } : {}),
    match: toRequestMatch(request),
    ...scenarioOf(mapping),
    respond: toResponse(object(mapping['response'] ?? {}, '/response'), {
      id,
      name,
      path: typeof path === 'string' ? path : undefined,
    }),
    mapping: shownMapping(mapping, id, name, request, response),
  }
  try {
    compileConditions(stub.match)
  } catch (error) {
    throw mappingError('/request', (error as Error).message)
  }
  return stub
}

/** Members that WireMock accepts and does not return. */
const unshown = new Set(['insertionIndex', 'dirty', '$schema'])

/** Returns the mapping as WireMock returns it, with the members that WireMock fills in. */
const shownMapping = (
  mapping: Json,
  id: string,
  name: string | undefined,
  request: Json,
  response: Json,
): Json => {
  const shown = Object.entries(mapping).filter(([member]) => !unshown.has(member))
  return {
    ...Object.fromEntries(shown),
    id,
    uuid: id,
    ...(name === undefined ? {} : { name }),
    ...coerced(mapping),
    request: { ...request, method: request['method'] ?? 'ANY' },
    response: { ...response, status: response['status'] ?? 200 },
  }
}

const texts = ['scenarioName', 'requiredScenarioState', 'newScenarioState'] as const

/** Returns the members that WireMock converts: texts to numbers and booleans, and numbers to texts. */
const coerced = (mapping: Json): Json => {
  const { priority, persistent } = mapping
  return {
    ...(priority === undefined ? {} : { priority: asInt(priority, '/priority') }),
    ...(persistent === undefined ? {} : { persistent: asTruth(persistent, '/persistent') }),
    ...Object.fromEntries(
      texts
        .filter((name) => mapping[name] !== undefined)
        .map((name) => [name, textOf(mapping, name)]),
    ),
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Returns whether a text is written as a UUID, in any case. */
export const isUuid = (text: string): boolean => UUID.test(text)

/** Returns `id`, or else `uuid`: WireMock writes both. Throws a MappingError for a text that is no UUID. */
const idOf = (mapping: Json): string | undefined => {
  for (const name of ['id', 'uuid']) {
    const given = mapping[name]
    if (given === undefined || given === '') continue
    const id = asText(given, `/${name}`).toLowerCase()
    if (!isUuid(id))
      throw mappingError(`/${name}`, `/${name} is a UUID, not ${JSON.stringify(given)}.`)
    return id
  }
  return undefined
}

const textOf = (mapping: Json, name: string): string | undefined =>
  mapping[name] === undefined ? undefined : asText(mapping[name], `/${name}`)

/**
 * Refuses webhooks, because this mock sends no requests. Accepts other listeners without effect, as WireMock
 * does with listeners that it does not know.
 */
const checkListeners = (mapping: Json): void => {
  for (const name of ['serveEventListeners', 'postServeActions']) {
    const listed: unknown = mapping[name]
    // Older mappings write the listeners as members of an object: {"webhook": {…}}.
    if (!Array.isArray(listed)) {
      for (const [listener, parameters] of Object.entries((listed ?? {}) as Json))
        checkListener({ name: listener, parameters }, `/${name}`)
      continue
    }
    for (const [index, one] of (listed as readonly unknown[]).entries())
      checkListener(one, `/${name}/${index}`)
  }
}

const checkListener = (given: unknown, at: string): void => {
  const listener = present(object(given, at))
  checkMembers(
    listener,
    at,
    at.startsWith('/postServe') ? ['name', 'parameters'] : ['name', 'parameters', 'requestPhases'],
  )
  const parameters = object(listener['parameters'] ?? {}, `${at}/parameters`)
  if (listener['name'] === 'webhook' && (parameters['url'] ?? null) !== null)
    throw mappingError(
      at,
      'A webhook is not supported: this mock sends no requests; have the test send it.',
    )
}

/** Returns a stub as a WireMock mapping. A fixture's stub is shown as far as a mapping's shape allows. */
export const toMapping = (stub: Stub): Json =>
  stub.mapping ?? {
    ...defined({
      id: stub.id,
      uuid: stub.id,
      name: stub.name,
      priority: stub.priority,
      scenarioName: stub.scenario?.name,
      requiredScenarioState: stub.scenario?.state,
      newScenarioState: stub.scenario?.next,
    }),
    request: defined({ method: stub.match.method }),
    response: { status: 200 },
    metadata: { mock: { match: stub.match, respond: stub.respond } },
  }

const scenarioOf = (mapping: Json): { readonly scenario?: ScenarioStep } => {
  const name = textOf(mapping, 'scenarioName')
  const state = textOf(mapping, 'requiredScenarioState')
  const next = textOf(mapping, 'newScenarioState')
  return name === undefined ? {} : { scenario: defined({ name, state, next }) }
}
