import { keptAuthority } from '../http/certificate.ts'
import { realNow } from '../world/clock.ts'
import { certDirOf, type MockOptions } from './options.ts'

/** The certificate (PEM) of the authority that a folder keeps, made when there is none. Rejects with one sentence. */
// eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
export const authorityCertificate = async (
  options: Pick<MockOptions, 'certDir' | 'state'>,
): Promise<string> => {
  const folder = certDirOf(options)
  if (folder === undefined)
    throw new RangeError(
      'A state in Redis keeps no certificate: give --cert-dir, the folder that serve has it in.',
    )
  return keptAuthority(folder, realNow()).cert
}
