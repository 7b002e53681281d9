# docker build -t wechat-login-mock .
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && mkdir /package && npm pack --ignore-scripts --pack-destination /package

FROM node:24-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /package /package
# ioredis: for `--state redis://`.
RUN npm install --global --omit=dev /package/*.tgz ioredis@5 \
  && rm -rf /package \
  && mkdir -p /data /fixtures \
  && chown node:node /data
USER node
WORKDIR /data
VOLUME /data
EXPOSE 5013
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["wechat-login-mock", "wait", "--timeout", "1"]
ENTRYPOINT ["tini", "--", "wechat-login-mock"]
CMD ["serve", "--host", "0.0.0.0", "--state", "/data/state.json", "--fixtures", "/fixtures"]
