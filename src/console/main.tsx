import { render } from 'preact'
import { App } from './app.tsx'
import { startFollowing } from './journal.ts'
import { loadKinds } from './kinds.ts'

const root = document.getElementById('console')
if (root !== null) {
  render(<App />, root)
  startFollowing()
  loadKinds().catch(() => undefined)
}
