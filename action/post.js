// Writes which cases the job exercised into its summary, and stops the server.
import { appendFileSync } from 'node:fs'

const url = process.env.STATE_url
if (url) {
  try {
    const coverage = await globalThis.fetch(`${url}/__admin/cases/coverage?scope=run`, {
      headers: { Accept: 'text/plain' },
    })
    const table = await coverage.text()
    appendFileSync(
      process.env.GITHUB_STEP_SUMMARY,
      `### WeChat login cases\n\n\`\`\`\n${table}\n\`\`\`\n`,
    )
    await globalThis.fetch(`${url}/__admin/shutdown`, { method: 'POST' })
  } catch (error) {
    console.log(
      `::warning::wechat-login-mock was gone already (${error.cause?.code ?? error.message}).`,
    )
  }
}
