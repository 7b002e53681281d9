// Loaded with `node --import`. Writes the loaded modules to the file LOADED_MODULES, one URL or path a line.
import { appendFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'

const file = process.env.LOADED_MODULES
const hooks = `import { appendFileSync } from 'node:fs'
export const load = (url, context, next) => {
  appendFileSync(${JSON.stringify(file)}, url + '\\n')
  return next(url, context)
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
const { cache } = createRequire(import.meta.url)
process.on('exit', () => {
  appendFileSync(file, Object.keys(cache).join('\n'))
})
