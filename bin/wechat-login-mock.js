#!/usr/bin/env node
import module from 'node:module'

// From Node 22.1 on, a start uses the compiled code that an earlier start has cached. The cache stands
// beside the code: anybody who can write to this folder could change the code as well. If the folder is
// read-only, there is no cache.
module.enableCompileCache?.(`${import.meta.dirname}/../dist/.cache`)
await import('../dist/cli/main.js')
