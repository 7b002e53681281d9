import { apis } from '../../src/apis/index.ts'
import { openApiDocument } from '../../src/http/admin/openapi/document.ts'
import { adminCallsSource } from './admin-calls.ts'
import { apiNamesSource } from './api-names.ts'
import { apiTypesSource } from './api-types.ts'
import { createApiDocuments } from '../../src/server/api-documents.ts'

interface GeneratedSource {
  readonly file: URL
  readonly text: string
}

/** The client's generated sources, as they are to be. */
export const generated = async (): Promise<readonly GeneratedSource[]> => {
  const calls = sourceOf('admin-calls')
  const names = sourceOf('api-names')
  const types = sourceOf('api-types')
  return [
    { file: calls, text: await adminCallsSource(openApiDocument(apis, ''), calls) },
    { file: names, text: await apiNamesSource(apis, names) },
    { file: types, text: await apiTypesSource(await createApiDocuments()({}), types) },
  ]
}

const sourceOf = (name: string): URL => new URL(`../../src/client/${name}.ts`, import.meta.url)
