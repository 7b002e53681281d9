import { shape, string } from '../../core/schema.ts'

/** In the order that WeChat wants; what begins with `mock_` is this mock's own. */
export const consentRequest = shape('ConsentRequest', {
  appid: string(),
  redirect_uri: string({ about: 'where the code is sent' }),
  response_type: string({ about: 'code' }),
  scope: string({ about: 'snsapi_base, snsapi_userinfo; snsapi_login at qrconnect' }),
  state: string({ about: 'sent back as it is: up to 128 letters and digits' }),
  forcePopup: string(),
  forceSnapShot: string(),
  lang: string({ about: 'cn or en' }),
  mock_person: string({
    about: 'answers at once as an id of the people, or new, deny, snapshot, or a case of a code',
  }),
  mock_answer: string({
    about: 'login, phone or profile: answers a script with JSON instead of a redirect',
  }),
})
