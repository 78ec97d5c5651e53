# The image of docs/deploy.md. It runs a bundle with a compile cache (docs/adr/0009); the sources are in it
# for the release command and for whoever reads a stack.

FROM node:24-slim AS build
WORKDIR /app
RUN chown node:node /app
USER node
COPY --chown=node:node package*.json .npmrc ./
RUN npm ci
COPY --chown=node:node . .
# Not by `npm run`, which would take another Node: the cache is for the one that runs it.
RUN node scripts/bundle.ts

FROM node:24-slim
WORKDIR /app
RUN chown node:node /app && mkdir /data && chown node:node /data
USER node
COPY --chown=node:node package*.json .npmrc ./
# No embedded database in the image: PostgreSQL comes by DATABASE_URL.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY --chown=node:node tsconfig.json LICENSE build.json* ./
COPY --chown=node:node src src
COPY --chown=node:node machines machines
COPY --chown=node:node --from=build /app/dist dist
ENV NODE_COMPILE_CACHE=/app/dist/cache MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=32768 MALLOC_TRIM_THRESHOLD_=32768 MALLOC_TOP_PAD_=0
EXPOSE 8080 9091
CMD ["node", "--max-semi-space-size=1", "--max-old-space-size=128", "dist/src/main.js"]
