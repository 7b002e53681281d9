import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generated } from './generated.ts'

it('the client’s types are those of the admin API’s document and of the case tables', async () => {
  for (const { file, text } of await generated())
    expect(
      (await readFile(file, 'utf8')) === text,
      `${file.pathname} is not what its sources say: run \`npm run client:types\`.`,
    ).toBe(true)
})
