import { apis as documented } from '../apis/index.ts'
import { apiDocument } from '../contract/api-document.ts'
import type { Json } from '../contract/json-schema.ts'
import type { Api } from '../core/api.ts'
import type { ApiDocumentChoice } from '../http/admin/admin.ts'
import { openWorlds } from '../world/worlds.ts'
import { seedFor, shipped } from './package-files.ts'

/** The time at which the examples are answered. It is fixed so that the document is always the same. */
const EXAMPLE_CLOCK = '2026-01-29T07:00:34Z'

/**
 * Returns a function that makes OpenAPI documents of the APIs. The examples are answered in worlds of their
 * own, with a fixed clock and seed.
 */
export const createApiDocuments = (
  apis: readonly Api[] = documented,
): ((choice: ApiDocumentChoice) => Promise<Json>) => {
  const { version, seedWorld } = shipped()
  return async ({ api: only, openapi }) => {
    const worlds = await openWorlds({
      collections: apis.flatMap((api) => api.collections),
      siteShapes: apis.flatMap((api) => api.site ?? []),
      seedWorld: seedFor(apis, seedWorld),
      seed: 'openapi',
      clock: EXAMPLE_CLOCK,
    })
    const document = apiDocument({
      apis: only === undefined ? apis : apis.filter(({ name }) => name === only),
      version,
      services: ({ name }) => worlds.of(name).services,
      ...(openapi === undefined ? {} : { openapi }),
    })
    await worlds.close()
    return document
  }
}

/** The names of the documented APIs. */
export const apiNames = documented.map(({ name }) => name)
export { yamlText } from '../scripting/yaml.ts'
