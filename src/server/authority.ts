import { keptAuthority } from '../http/certificate.ts'
import { realNow } from '../world/clock.ts'
import { certDirOf, type MockOptions } from './options.ts'

/** The certificate (PEM) of the authority that a folder keeps, made when there is none. Rejects with one sentence. */
export const authorityCertificate = (
  options: Pick<MockOptions, 'certDir' | 'state'>,
): Promise<string> => {
  const folder = certDirOf(options)
  return new Promise((resolve) => {
    if (folder === undefined) throw new RangeError(NO_FOLDER)
    resolve(keptAuthority(folder, realNow()).cert)
  })
}

const NO_FOLDER =
  'A state in Redis keeps no certificate: give --cert-dir, the folder that serve has it in.'
