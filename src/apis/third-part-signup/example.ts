import { jsonPost } from '../shared/json-post.ts'

/** A sign-up with a plain mobile number; openid and unionid are the ones of WeChat's own documentation. */
export const exampleFields = {
  ThirdPart: 1,
  Name: '小明',
  AvatarUrl: 'https://thirdwx.qlogo.cn/mmopen/example/132',
  Mobile: '13800138000',
  VerifyCode: '123456',
  Password: 'secret1',
  ThirdPartID: 'o6_bmasdasdsad6_2sgVt7hMZOPfL',
  ThirdPartID2: 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M',
  ThirdPartAppid: 'wx0123456789abcdef',
} as const

/** The example request, with fields changed; null takes one away. */
export const example = jsonPost('api/Account/SignupByThirdPart', exampleFields)
