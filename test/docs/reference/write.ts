import { mkdirSync, writeFileSync } from 'node:fs'
import { folder, referencePages } from './pages.ts'

// `npm run docs`: writes the pages of docs/reference from the code.
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(await referencePages()))
  writeFileSync(new URL(name, folder), text)
