import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const core = join(import.meta.dirname, '../../src/core')

/** Names of the exported values of a file that have no doc comment. */
const undocumented = (file: string): readonly string[] => {
  const text = readFileSync(join(core, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  return source.statements.filter(isExportedValue).flatMap((statement) => {
    if (ts.getJSDocCommentsAndTags(statement).length > 0) return []
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText())
      : [(statement as ts.FunctionDeclaration | ts.ClassDeclaration).name?.text ?? 'default']
    return names.map((name) => `${file}: ${name}`)
  })
}

const isExportedValue = (statement: ts.Statement): boolean =>
  (ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement)) &&
  (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

it('every exported value of core has a doc comment', () => {
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' })
  expect(files.filter((file) => file.endsWith('.ts')).flatMap(undocumented)).toEqual([])
})
