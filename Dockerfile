# The ImageFlow server. Build: docker build -t imageflow .
# Run:   docker run -p 5080:5080 -e IMAGEFLOW_API_KEY=… -v imageflow:/data imageflow
FROM node:20-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
# Node builds the web app and fetches the image library and the designer (locked by package-lock.json).
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY ImageFlow.Asl ImageFlow.Asl
COPY ImageFlow.Activities ImageFlow.Activities
COPY ImageFlow.Backends ImageFlow.Backends
COPY ImageFlow.Engine ImageFlow.Engine
COPY ImageFlow.Workflows ImageFlow.Workflows
COPY ImageFlow.LocalCloud ImageFlow.LocalCloud
COPY ImageFlow.Deployment ImageFlow.Deployment
COPY ImageFlow.Server ImageFlow.Server
COPY stepfunctions stepfunctions
RUN dotnet publish ImageFlow.Server -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS final
RUN apt-get update \
 && apt-get install -y --no-install-recommends libsqlite3-0 \
 && rm -rf /var/lib/apt/lists/*
# Expressions that have no JSONata form run in Node.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
COPY LICENSE THIRD-PARTY-NOTICES /app/
RUN mkdir /data && chown "$APP_UID" /data
USER $APP_UID
WORKDIR /data
VOLUME /data
EXPOSE 5080
# An address other than loopback demands an API key: pass IMAGEFLOW_API_KEY.
ENTRYPOINT ["dotnet", "/app/ImageFlow.Server.dll", "--url", "http://0.0.0.0:5080", "--data", "/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["dotnet", "/app/ImageFlow.Server.dll", "--health", "--url", "http://127.0.0.1:5080"]
