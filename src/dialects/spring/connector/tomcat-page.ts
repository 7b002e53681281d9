import type { Reply } from '../../../core/wire.ts'
import { springHeaders } from '../answers/headers.ts'

/** Tomcat's own page for what its connector cannot take (R): whatever is accepted, and the connection stays. */
export const tomcatPage = (): Reply => ({
  status: 400,
  reason: '',
  headers,
  body,
  basis: 'recorded',
})

const headers = springHeaders('text/html;charset=utf-8', 'counted', [['Content-Language', 'en']])

const TITLE = 'HTTP Status 400 – Bad Request'

const body = [
  `<!doctype html><html lang="en"><head><title>${TITLE}</title>`,
  '<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;}',
  ' h1, h2, h3, b {color:white;background-color:#525D76;}',
  ' h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;}',
  ' a {color:black;} .line {height:1px;background-color:#525D76;border:none;}</style></head>',
  `<body><h1>${TITLE}</h1></body></html>`,
].join('')
