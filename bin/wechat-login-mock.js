#!/usr/bin/env node
import module from 'node:module'

// From Node 22.1 on a start uses the code that an earlier one has compiled. The cache stands beside the code:
// whoever may write there could change the code as well. Where nobody may write, there is no cache.
module.enableCompileCache?.(`${import.meta.dirname}/../dist/.cache`)
await import('../dist/cli/main.js')
