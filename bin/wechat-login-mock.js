#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// From Node 22.1 on a start finds the code that an earlier one has compiled: 64 ms instead of 75. It is
// kept with the code, where only those may write who could change that; if nobody can, so be it.
module.enableCompileCache?.(fileURLToPath(new URL('../dist/.cache', import.meta.url)))
await import('../dist/cli/main.js')
