import { escapeInPath } from './write-json.ts'

/** What a reader is inside of; `none` at the root. */
export type Container = 'none' | 'object' | 'array' | 'constructor'

/** The containers around a reader's place: its depth and its path. */
export class JsonScope {
  container: Container = 'none'
  /** Last member read in an object. */
  name = ''
  /** Items read in an array or constructor, less one. */
  private index = 0
  private readonly containers: Container[] = []
  private readonly names: string[] = []
  private readonly indexes: number[] = []

  /** Containers around the innermost one. */
  get outer(): number {
    return this.containers.length
  }

  /** One value more has been read here. */
  advance(): void {
    if (this.container === 'array' || this.container === 'constructor') this.index++
  }

  push(container: Container): void {
    if (this.container !== 'none') {
      this.containers.push(this.container)
      this.names.push(this.name)
      this.indexes.push(this.index)
    }
    this.container = container
    this.name = ''
    this.index = -1
  }

  pop(): Container {
    const closed = this.container
    this.container = this.containers.pop() ?? 'none'
    this.name = this.names.pop() ?? ''
    // A root has index 0 in Json.NET, where an empty array has -1.
    this.index = this.indexes.pop() ?? 0
    return closed
  }

  /** Index reached in the container `depth` levels down, which tells whether a list moves on. */
  indexAt(depth: number): number {
    return this.indexes[depth] ?? this.index
  }

  /** As JsonReader.Path has it; `inside`: something of the innermost container has been read. */
  path(inside: boolean): string {
    if (this.container === 'none') return ''
    let path = ''
    for (let i = 0; i < this.containers.length; i++)
      path += part(path, this.containers[i], this.names[i], this.indexes[i])
    return inside ? path + part(path, this.container, this.name, this.index) : path
  }
}

const part = (before: string, container = 'none', name = '', index = -1): string => {
  if (container !== 'object') return `[${index}]`
  if (SPECIAL.test(name)) return `['${escapeInPath(name)}']`
  return before === '' ? name : `.${name}`
}

const SPECIAL = /[. '/"[\]()\t\n\r\f\b\\\u0085\u2028\u2029]/
