import type { Stub } from '../../scripting/stubs/stub.ts'
import { weightOf } from '../../scripting/stubs/weight-of.ts'
import { mappingError } from '../../scripting/wiremock/request-pattern.ts'
import type { Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'

/** Throws a MappingError where there would be too many stubs with these, or too much of them. */
export type StubRoom = (own: Tenant, coming: readonly Stub[], going?: readonly Stub[]) => void

/** Stubs are bounded by number in a tenant, and by size in all tenants together. */
export const stubRoom =
  ({ limits, tenants, log }: Admin): StubRoom =>
  ({ script: { stubs } }, coming, going = []) => {
    const replaced = coming.flatMap(({ id }) => stubs.get(id) ?? [])
    const gone = new Set([...going, ...replaced])
    const left = [...gone].reduce((sum, stub) => sum + weightOf(stub), 0)
    const come = coming.reduce((sum, stub) => sum + weightOf(stub), 0)
    const count = stubs.size() - gone.size + coming.length
    if (count > limits.stubs && coming.length > gone.size) {
      log('warn', `stub refused: ${limits.stubs} are a tenant's most`)
      throw mappingError(
        '',
        `There would be ${count} stubs, and ${limits.stubs} are a tenant's most; delete some first or raise --stubs.`,
      )
    }
    const bytes = tenants.stubBytes() - left + come
    if (bytes > limits.stubBytes && come > left) {
      log('warn', `stub refused: stubs would be over ${limits.stubBytes} bytes`)
      throw mappingError(
        '',
        `The stubs of all tenants would be ${bytes} bytes, and ${limits.stubBytes} are the most; delete some first or raise --stub-bytes.`,
      )
    }
  }
