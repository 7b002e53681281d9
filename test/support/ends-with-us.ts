import { spawn, type ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'

/**
 * Has a child end with this process, also where that is killed: a shell waits for the end of its input, which
 * comes when nobody holds the other end.
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
