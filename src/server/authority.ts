import { keptAuthority } from '../http/certificate.ts'
import { realNow } from '../world/clock.ts'

/** The certificate (PEM) of the authority that a folder keeps, made when there is none. Throws one sentence. */
// eslint-disable-next-line @typescript-eslint/require-await -- what it throws is a rejection
export const authorityCertificate = async (folder: string): Promise<string> =>
  keptAuthority(folder, realNow()).cert
