// The built mock as an Express app, in memory.
import { createApp } from 'wechat-login-mock'

const app = await createApp()
app.listen(Number(process.env.PORT), '127.0.0.1')
