/** Spring Boot's page for an error (R), with the time in the words of Java's Date. */
export const whitelabelPage = (status: number, error: string, now: number): string =>
  [
    '<html><body><h1>Whitelabel Error Page</h1>',
    '<p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p>',
    `<div id='created'>${javaDate(now)}</div>`,
    `<div>There was an unexpected error (type=${error}, status=${status}).</div>`,
    '</body></html>',
  ].join('')

/** `Sat Nov 28 21:01:59 UTC 2026`: Date.toString() where the server's zone is UTC. */
const javaDate = (now: number): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(now)
    .toUTCString()
    .split(' ')
  return `${day.replace(',', '')} ${month} ${date} ${time} UTC ${year}`
}
