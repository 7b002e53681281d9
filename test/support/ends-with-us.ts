import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/**
 * Kills a child when this process ends, even when this process is killed. A shell waits for the end of its
 * input, and that pipe closes when this process ends.
 */
export const endsWithUs = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  const watch = spawn('sh', ['-c', 'read -r _; kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watch.unref()
  if (watch.stdin instanceof Socket) watch.stdin.unref()
  child.once('exit', () => watch.kill('SIGKILL'))
}
