# Sluice in one image: start (server, worker and embedded PostgreSQL), or server and worker alone. docs/operations.md explains.
FROM node:20-bookworm-slim AS build
WORKDIR /opt/sluice
COPY . .
RUN node scripts/build.mjs --production

FROM node:20-bookworm-slim
ENV NODE_ENV=production
ENV SLUICE_DATA=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /opt/sluice/package.json /opt/sluice/pnpm-workspace.yaml /opt/sluice/
COPY --from=build /opt/sluice/node_modules /opt/sluice/node_modules
COPY --from=build /opt/sluice/dist /opt/sluice/dist
COPY --from=build /opt/sluice/apps /opt/sluice/apps
COPY --from=build /opt/sluice/packages /opt/sluice/packages
COPY --from=build /opt/sluice/prisma /opt/sluice/prisma
COPY --from=build /opt/sluice/examples /opt/sluice/examples
WORKDIR /opt/sluice
USER node
VOLUME /data
EXPOSE 4400
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:4400/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["start", "--host", "0.0.0.0"]
