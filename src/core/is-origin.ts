/** What an origin may be, for a refusal. */
export const originWords =
  'scheme, host and port as a browser sends them, such as https://app.example.com or http://localhost:5173'

/** Whether a text is what a browser sends as the `Origin` of a page. */
export const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]+$/i.test(text)
