// Writes which cases the job exercised into its summary, and stops the server.
import { appendFileSync } from 'node:fs'

const url = process.env.STATE_url
const token = process.env.WECHAT_LOGIN_MOCK_ADMIN_TOKEN
const authorization = token ? { Authorization: `Bearer ${token}` } : {}

const ask = async (method, path) => {
  const headers = { Accept: 'text/plain', ...authorization }
  const answer = await globalThis.fetch(`${url}/__admin/${path}`, { method, headers })
  if (!answer.ok) throw new Error(`it answered ${answer.status} to ${method} ${path}`)
  return answer.text()
}

if (url) {
  try {
    const table = await ask('GET', 'cases/coverage?scope=run')
    appendFileSync(
      process.env.GITHUB_STEP_SUMMARY,
      `### WeChat login cases\n\n\`\`\`\n${table}\n\`\`\`\n`,
    )
    await ask('POST', 'shutdown')
  } catch (error) {
    console.log(
      `::warning::wechat-login-mock told nothing of its cases (${error.cause?.code ?? error.message}).`,
    )
  }
}
