/** Names of the operations beyond the document. */
export const companions = {
  userInfo: 'app-mini-user-info',
  onekeyBind: 'onekey-user-mobile-bind',
  verifySend: 'app-mobile-bind-verify-send',
  mobileBind: 'app-mobile-bind',
  addresses: 'user-address-index',
  login: 'user-login',
  reg: 'user-reg',
  loginSend: 'user-login-verify-send',
  regSend: 'user-reg-verify-send',
  center: 'user-center',
  settings: 'base-common',
  home: 'index-index',
} as const
