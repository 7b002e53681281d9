// What swagger-parser and Spectral find in the OpenAPI documents that are named: run where both are installed.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const load = createRequire(join(process.cwd(), 'package.json'))
const { validate } = load('@apidevtools/swagger-parser')
const { Spectral } = load('@stoplight/spectral-core')
const { oas } = load('@stoplight/spectral-rulesets')

const spectral = new Spectral()
spectral.setRuleset({ extends: [[oas, 'recommended']] })
const found = []
for (const file of process.argv.slice(2)) {
  await validate(file).catch((error) => found.push([file, 'swagger-parser', error.message]))
  for (const { code, message, path } of await spectral.run(
    JSON.parse(await readFile(file, 'utf8')),
  ))
    found.push([file, code, message, path.join('/')])
}
process.stdout.write(JSON.stringify(found))
