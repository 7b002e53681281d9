import { jsonPost } from '../shared/json-post.ts'

/** A login; openid and unionid are the ones of WeChat's own documentation. */
export const exampleFields = {
  openId: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  nickname: '小明',
  gender: 1,
  language: 'zh_CN',
  province: '广东',
  city: '广州',
  country: '中国',
  avatarUrl: 'https://thirdwx.qlogo.cn/mmopen/example/132',
  subscribe_time: '2026-01-29 15:00:34',
  unionId: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  session_key: 'HyVFkGl5F5OQWJZZaNzBBg==',
} as const

/** The example request, with fields changed; null takes one away. */
export const example = jsonPost('api/Customer/AppAuthorization', exampleFields)
