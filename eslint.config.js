import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/**
 * Who may import whom: `src/<layer>` reaches only the layers listed, and only these npm packages.
 * One package lives in one layer.
 */
const layers = {
  core: { layers: [], packages: [] },
  dialects: { layers: ['core'], packages: ['fast-xml-parser'] },
  apis: { layers: ['core', 'dialects'], packages: [] },
  world: { layers: ['core'], packages: ['lowdb', '@faker-js/faker', 'ioredis'] },
  scripting: {
    layers: ['core'],
    packages: ['yaml', 'mustache'],
  },
  // OpenAPI of what is served.
  contract: { layers: ['core'], packages: [] },
  // Runs in browsers too.
  client: { layers: ['core'], packages: [] },
  wx: { layers: [], packages: [] },
  http: { layers: ['core', 'world', 'scripting', 'contract'], packages: ['express'] },
  server: {
    layers: ['core', 'dialects', 'apis', 'world', 'scripting', 'contract', 'client', 'http'],
    packages: [],
  },
  // The page runs in a browser: it knows the server by the public client only.
  console: { layers: ['client'], packages: ['preact', '@preact/signals'] },
  testing: { layers: ['client', 'server'], packages: ['vitest', '@playwright/test', 'jest'] },
  cli: { layers: ['core', 'contract', 'client', 'server'], packages: ['commander'] },
}

const forbidden = (name, may) => {
  const others = Object.keys(layers).filter(
    (other) => other !== name && !may.layers.includes(other),
  )
  return [
    {
      regex: `^\\.\\./(.*/)?(${others.join('|')})/`,
      message: `src/${name} may import only: ${may.layers.join(', ') || 'nothing'}.`,
    },
    ...(name === 'cli'
      ? []
      : [
          {
            regex: '^(\\.\\./)+index\\.ts$',
            message: `src/${name} may not import the public surface.`,
          },
        ]),
    {
      regex: `^(?!\\.|node:${may.packages.map((p) => `|${p}(/|$)`).join('')})`,
      message: `src/${name} may use only these packages: ${may.packages.join(', ') || 'none'}.`,
    },
  ]
}

const arrows = Object.entries(layers).map(([name, may]) => ({
  files: [`src/${name}/**`],
  rules: { 'no-restricted-imports': ['error', { patterns: forbidden(name, may) }] },
}))

/** A sibling is not to be known: an API never imports another, nor a dialect another dialect. */
const siblings = [
  { files: 'src/apis/*/**', layer: 'apis', regex: '^\\.\\./(?!\\.\\./|shared/)' },
  { files: 'src/dialects/*/*', layer: 'dialects', regex: '^\\.\\./(?!\\.\\./|shared/)' },
  { files: 'src/dialects/*/*/**', layer: 'dialects', regex: '^\\.\\./\\.\\./(?!\\.\\./|shared/)' },
].map(({ files, layer, regex }) => ({
  files: [files],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbidden(layer, layers[layer]),
          { regex, message: `One folder of src/${layer} may not import another.` },
        ],
      },
    ],
  },
}))

/** One clock and one source of ids: the real ones are read in src/world and at the edges only. */
const clocks = {
  files: ['src/**'],
  ignores: ['src/world/clock.ts', 'src/console/**'],
  rules: {
    'no-restricted-properties': [
      'error',
      {
        object: 'Date',
        property: 'now',
        message: 'Ask the clock of the context (src/world/clock.ts).',
      },
      { object: 'Math', property: 'random', message: 'Derive it (src/world/derive.ts).' },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'Ask the clock of the context (src/world/clock.ts).',
      },
      { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
    ],
    'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
    '@typescript-eslint/no-non-null-assertion': 'error',
  },
}

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'test/bench/node-http.mjs', 'test/bench/common.mjs']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', fetch: 'readonly' },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A name taken out of an object to leave it behind; the fourth parameter of Express's error handlers.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_' },
      ],
      'no-control-regex': 'off',
    },
  },
  arrows,
  siblings,
  clocks,
  // Made by `npm run client:types`.
  {
    files: ['src/client/{api-names,api-types,admin-calls}.ts'],
    rules: { 'max-lines': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
)
