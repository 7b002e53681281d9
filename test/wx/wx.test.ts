import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { createViteServer } from 'vitest/node'
import { createMockServer } from '../../src/index.ts'
import { createWx } from '../../src/wx/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { builtCommand } from '../support/built.ts'

const mock = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, '../../src/wx/index.ts')],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2022',
})
const code = outputFiles[0]?.text ?? ''
const closers: (() => Promise<unknown>)[] = [() => mock.close()]
afterAll(async () => {
  for (const close of closers) await close()
})

const api003 = `${mock.url}/api.php?s=user/appminiuserauth&ajax=ajax&application=app&application_client_type=weixin`

describe('wx under Node', () => {
  const wx = createWx({ url: mock.url, person: 'li-na' })

  it('logs in at 003', async () => {
    await expect(wx.checkSession()).rejects.toEqual({
      errMsg: 'checkSession:fail session time out, need relogin',
    })
    const { code: authcode, errMsg } = await wx.login()
    expect(errMsg).toBe('login:ok')
    expect(await wx.checkSession()).toEqual({ errMsg: 'checkSession:ok' })
    const answer = await wx.request({
      url: api003,
      method: 'POST',
      data: { authcode },
      header: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(answer).toMatchObject({
      statusCode: 200,
      errMsg: 'request:ok',
      data: { code: 0, data: { weixin_openid: 'oQ7Zb5LiNa0kPq3rStUvWxYz1234' } },
    })
  })

  it('gives a phone number and a profile', async () => {
    const detail = await wx.getPhoneNumber()
    expect(Object.keys(detail).sort()).toEqual(['code', 'encryptedData', 'errMsg', 'iv'])
    expect(detail.errMsg).toBe('getPhoneNumber:ok')
    const login = await wx.request({
      url: `${mock.url}/api/WxSmallApp/LoginWithPhone`,
      method: 'POST',
      data: { code: (await wx.login()).code, phoneString: JSON.stringify(detail) },
    })
    expect(login.data).toMatchObject({ lui: '100001', ErrorMessage: null })
    const profile = await wx.getUserProfile({ desc: 'x' })
    expect(profile).toMatchObject({
      errMsg: 'getUserProfile:ok',
      userInfo: { nickName: '李娜', gender: 2 },
    })
    expect(JSON.parse(profile.rawData)).toEqual(profile.userInfo)
  })

  it('tells callbacks as WeChat does', async () => {
    const told: unknown[] = []
    await new Promise<void>((resolve) => {
      void wx.login({
        success: ({ errMsg }) => told.push(errMsg),
        complete: ({ errMsg }) => {
          told.push(errMsg)
          resolve()
        },
      })
    })
    const stranger = createWx({ url: mock.url, person: 'nobody' })
    await new Promise<void>((resolve) => {
      stranger
        .login({
          fail: ({ errMsg }) => {
            told.push(errMsg)
            resolve()
          },
        })
        .catch(() => undefined)
    })
    expect(told).toEqual(['login:ok', 'login:ok', 'login:fail the mock has no login for nobody'])
  })

  it('puts the data of a GET in the query, and reads JSON where it is such', async () => {
    const answer = await wx.request({
      url: `${mock.url}/sns/auth?x=1`,
      data: { access_token: '二', openid: 1 },
    })
    expect(answer.data).toMatchObject({ errcode: 40001 })
    const page = await wx.request({ url: `${mock.url}/nosuch`, dataType: 'text' })
    expect([page.statusCode, typeof page.data]).toEqual([404, 'string'])
    await expect(wx.request({ url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      errMsg: expect.stringMatching(/^request:fail /) as string,
    })
    const task = wx.request({ url: `${mock.url}/sns/auth?__delay=5000` })
    task.abort()
    await expect(task).rejects.toEqual({ errMsg: 'request:fail abort' })
  })

  it('speaks to a tenant of its own', async () => {
    const own = createWx({ url: `${mock.url}/`, tenant: 'wx-tenant' })
    await own.login()
    const listed = (await (await fetch(`${mock.url}/t/wx-tenant/__admin/world`)).json()) as {
      codes: readonly { code: string }[]
    }
    expect(listed.codes).toHaveLength(2)
  })
})

describe('wx in a browser', () => {
  it('is under 3 kB gzipped', () => {
    expect(gzipSync(code).length).toBeLessThan(3_000)
  })

  it('logs in at 003 from a Vite page of another origin', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wx-'))
    closers.unshift(() => rm(folder, { recursive: true, force: true }))
    await mkdir(join(folder, 'node_modules'))
    const root = dirname(dirname(await builtCommand()))
    await symlink(root, join(folder, 'node_modules/wechat-login-mock'))
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"><p id="out"></p><script type="module" src="/main.ts"></script>',
    )
    await writeFile(
      join(folder, 'main.ts'),
      `import { createWx, type Wx } from 'wechat-login-mock/wx'
const wx: Wx = createWx({ url: '${mock.url}', person: 'wang-wei' })
const { code } = await wx.login()
const { data } = await wx.request({ url: '${api003}', method: 'POST', data: { authcode: code } })
document.querySelector('#out')!.textContent = data.msg + ' ' + data.data.weixin_openid`,
    )
    const vite = await createViteServer({
      root: folder,
      configFile: false,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0, hmr: false },
    })
    closers.unshift(() => vite.close())
    await vite.listen()
    const browser: Browser = await launchBrowser()
    closers.unshift(() => browser.close())
    const tab = await browser.newPage()
    const said: string[] = []
    tab.on('console', (message) => {
      if (message.type() === 'error') said.push(message.text())
    })
    await tab.goto(vite.resolvedUrls?.local[0] ?? '')
    await tab.waitForFunction("document.querySelector('#out').textContent !== ''")
    expect(await tab.textContent('#out')).toBe('授权登录成功 oQ7Zb5WangWei8mNb4vCxZaSdF01')
    expect(said).toEqual([])
  }, 120_000)
})
