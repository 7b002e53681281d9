/**
 * Names of WeChat's servers, to which a hosts entry or a network alias may lead here
 * (docs/spec/wechat-platform.md#where).
 */
export const wechatHosts = ['api', 'api2', 'sh.api', 'sz.api', 'hk.api', 'open', 'mp'].map(
  (name) => `${name}.weixin.qq.com`,
)
