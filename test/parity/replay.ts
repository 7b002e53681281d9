import { replayAspNet } from './aspnet.ts'
import type { ParityResult } from './result.ts'

/** Replays recorded lines against the stack they were recorded from, which their fields tell. */
export const replay = async (lines: readonly string[]): Promise<readonly ParityResult[]> => {
  const aspnet = lines.filter(isAspNet)
  const others = lines.length - aspnet.length
  if (others > 0) throw new Error(`${others} lines are of no known recording.`)
  return replayAspNet(aspnet)
}

/** ASP.NET's lines name the API and keep their bodies in base64. */
const isAspNet = (line: string): boolean => {
  const { api, request } = JSON.parse(line) as { api?: unknown; request?: object }
  return typeof api === 'string' && request !== undefined && 'bodyBase64' in request
}
