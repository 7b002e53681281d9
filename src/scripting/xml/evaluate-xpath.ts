import { spend } from '../matchers/budget.ts'
import type { NodeTest, Step, XPath } from './parse-xpath.ts'
import { isNamespaceDeclaration, isText, type XmlNode } from './xml-node.ts'
import {
  binary,
  nodesOf,
  toNumber,
  toTruth,
  xpathFunctions,
  type XPathContext,
  type XPathValue,
} from './xpath-functions.ts'

/** The namespaces by prefix. If undefined, names are compared without namespaces. */
export type Namespaces = ReadonlyMap<string, string> | undefined

/** Checks functions and prefixes without a document. Throws an Error of one clause if one is unknown. */
export const checkXPath = (path: XPath, namespaces: Namespaces): void => {
  switch (path.kind) {
    case 'binary':
      checkXPath(path.left, namespaces)
      checkXPath(path.right, namespaces)
      return
    case 'minus':
      checkXPath(path.of, namespaces)
      return
    case 'call': {
      const { name, args } = path
      const [least = 0, most = Infinity] =
        name === '[]' ? [] : (xpathFunctions.get(name) ?? unknown(name))
      if (args.length < least || args.length > most)
        throw new Error(`the function ${name} takes another number of arguments`)
      for (const one of args) checkXPath(one, namespaces)
      return
    }
    case 'path':
      if (typeof path.from === 'object') checkXPath(path.from, namespaces)
      for (const { axis, test, predicates } of path.steps) {
        if (axis === 'namespace') throw new Error('the axis namespace is not supported')
        if (
          test.kind === 'name' &&
          test.prefix !== undefined &&
          namespaces?.has(test.prefix) !== true
        )
          throw new Error(`the prefix ${test.prefix} is not declared in xPathNamespaces`)
        for (const one of predicates) checkXPath(one, namespaces)
      }
      return
    case 'literal':
  }
}

const unknown = (name: string): never => {
  throw new Error(`there is no function ${name} in XPath 1.0`)
}

/**
 * Evaluates an expression from the root. Throws GivenUp if the evaluation takes too long, and an Error if a
 * value has the wrong type.
 */
export const evaluateXPath = (path: XPath, root: XmlNode, namespaces: Namespaces): XPathValue => {
  const evaluate = (one: XPath, context: XPathContext): XPathValue => {
    spend()
    switch (one.kind) {
      case 'literal':
        return one.value
      case 'minus':
        return -toNumber(evaluate(one.of, context))
      case 'binary':
        return binary(
          one.operator,
          () => evaluate(one.left, context),
          () => evaluate(one.right, context),
        )
      case 'call': {
        const { name, args } = one
        const [first, ...rest] = args
        if (name === '[]' && first !== undefined)
          return rest.reduce(
            (found, predicate) => filtered(found, predicate),
            nodesOf(evaluate(first, context)),
          )
        const [, , act] = xpathFunctions.get(name) ?? unknown(name)
        return act(
          args.map((arg) => evaluate(arg, context)),
          context,
        )
      }
      case 'path': {
        const start =
          one.from === 'root'
            ? [root]
            : one.from === 'here'
              ? [context.node]
              : nodesOf(evaluate(one.from, context))
        const last =
          namespaces === undefined && isPlainDescent(one.steps) ? one.steps.length - 1 : -1
        return one.steps.reduce((from, step, at) => walk(from, step, at === last), start)
      }
    }
  }
  const walk = (from: readonly XmlNode[], step: Step, isFull: boolean): readonly XmlNode[] => {
    const found = new Set<XmlNode>()
    for (const node of from)
      for (const one of step.predicates.reduce(filtered, onAxis(node, step, isFull))) found.add(one)
    return from.length < 2 && !isReverse(step.axis)
      ? [...found]
      : [...found].sort((a, b) => a.order - b.order)
  }
  /** Returns the nodes of a step. On a reverse axis the nearest node has position 1 and comes first. */
  const onAxis = (node: XmlNode, { axis, test }: Step, isFull: boolean): readonly XmlNode[] =>
    axisNodes(node, axis).filter((one) => {
      spend()
      if (isFull && test.kind === 'name' && test.local !== '*' && test.local !== one.name)
        return false
      return fits(one, test, axis, namespaces)
    })
  const filtered = (nodes: readonly XmlNode[], predicate: XPath): readonly XmlNode[] =>
    nodes.filter((node, index) => {
      const value = evaluate(predicate, { node, position: index + 1, size: nodes.length })
      // Xalan cuts off the fraction of a position (R).
      return typeof value === 'number' ? Math.trunc(value) === index + 1 : toTruth(value)
    })
  return evaluate(path, { node: root, position: 1, size: 1 })
}

/**
 * Returns whether a path only descends to a name, as `//b` does. For such a path WireMock's engine uses an
 * index of names with their prefixes. For other paths, with more steps or positions, it compares local names.
 */
const isPlainDescent = (steps: readonly Step[]): boolean => {
  const moves = steps.filter(
    ({ axis, test, predicates }) =>
      !(axis === 'self' && test.kind === 'node' && predicates.length === 0),
  )
  const [first, second, third] = moves
  if (first === undefined || third !== undefined) return false
  const isDeep = first.axis === 'descendant-or-self' || first.axis === 'descendant'
  if (second === undefined) return isDeep && !first.predicates.some(isPlace)
  return (
    first.axis === 'descendant-or-self' &&
    first.test.kind === 'node' &&
    first.predicates.length === 0 &&
    second.axis === 'child' &&
    !second.predicates.some(isPlace)
  )
}

/**
 * Returns whether WireMock's engine takes a predicate for a position: a number, a function of positions or
 * numbers, or an expression that may hold one. The engine also takes `and` and `or` for positions.
 */
const isPlace = (predicate: XPath): boolean => {
  switch (predicate.kind) {
    case 'literal':
      return typeof predicate.value === 'number'
    case 'minus':
      return true
    case 'binary':
      return (
        ['+', '-', '*', 'div', 'mod', 'and', 'or'].includes(predicate.operator) ||
        isPlace(predicate.left) ||
        isPlace(predicate.right)
      )
    case 'call':
      return ['position', 'last', 'count', 'sum', 'number'].includes(predicate.name)
    case 'path':
      return false
  }
}

const isReverse = (axis: string): boolean => /^(?:ancestor|preceding)/.test(axis)

/** Returns the children. The first of several adjacent texts represents all of them. */
const childrenOf = ({ children }: XmlNode): readonly XmlNode[] =>
  children.filter((child, index) => {
    const before = children[index - 1]
    return !(isText(child) && before !== undefined && isText(before))
  })

const descendants = (node: XmlNode): readonly XmlNode[] => {
  const found: XmlNode[] = []
  const pending = [...childrenOf(node)].reverse()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    spend()
    found.push(next)
    for (const child of [...childrenOf(next)].reverse()) pending.push(child)
  }
  return found
}

const ancestors = (node: XmlNode): readonly XmlNode[] => {
  const found: XmlNode[] = []
  for (let at = node.parent; at !== undefined; at = at.parent) found.push(at)
  return found
}

const siblings = (node: XmlNode, after: boolean): readonly XmlNode[] => {
  if (node.kind === 'attribute' || node.parent === undefined) return []
  const all = childrenOf(node.parent)
  spend(all.length / 16)
  const at = all.indexOf(node)
  return after ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse()
}

const axisNodes = (node: XmlNode, axis: string): readonly XmlNode[] => {
  switch (axis) {
    case 'child':
      return childrenOf(node)
    case 'attribute':
      return node.attributes.filter((one) => !isNamespaceDeclaration(one))
    case 'self':
      return [node]
    case 'parent':
      return node.parent === undefined ? [] : [node.parent]
    case 'descendant':
      return descendants(node)
    case 'descendant-or-self':
      return [node, ...descendants(node)]
    case 'ancestor':
      return ancestors(node)
    case 'ancestor-or-self':
      return [node, ...ancestors(node)]
    case 'following-sibling':
      return siblings(node, true)
    case 'preceding-sibling':
      return siblings(node, false)
    case 'following':
      return [node, ...ancestors(node)].flatMap((one) =>
        siblings(one, true).flatMap((next) => [next, ...descendants(next)]),
      )
    default:
      return [node, ...ancestors(node)].flatMap((one) =>
        siblings(one, false).flatMap((next) => [...descendants(next)].reverse().concat(next)),
      )
  }
}

const fits = (node: XmlNode, test: NodeTest, axis: string, namespaces: Namespaces): boolean => {
  switch (test.kind) {
    case 'node':
      return true
    case 'text':
      return isText(node)
    case 'comment':
      return node.kind === 'comment'
    case 'processing-instruction':
      return node.kind === 'instruction' && (test.target === undefined || test.target === node.name)
    case 'name': {
      if (node.kind !== (axis === 'attribute' ? 'attribute' : 'element')) return false
      const { prefix, local } = test
      if (local !== '*' && local !== node.local) return false
      if (prefix !== undefined) return node.uri === namespaces?.get(prefix)
      return local === '*' || namespaces === undefined || node.uri === undefined
    }
  }
}
