import { networkInterfaces } from 'node:os'

/** Addresses by which other devices reach this machine: IPv4 first, none that is local to a link. */
export const lanAddresses = (): readonly string[] => {
  const all = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal)
  const of = (family: string) => all.flatMap((one) => (one?.family === family ? [one.address] : []))
  return [...of('IPv4'), ...of('IPv6').filter((address) => !/^fe80:/i.test(address))]
}

/** Whether a host stands for every address of this machine. */
export const isEveryAddress = (host: string): boolean =>
  /^(0\.0\.0\.0|::|0:0:0:0:0:0:0:0)$/.test(host)

/** Address of a server, as a URL. */
export const urlOf = (scheme: 'http' | 'https', host: string, port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
