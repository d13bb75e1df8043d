# The image of the app, and of a plain Docker machine. BASE is any Debian with Node 24 and npm.
ARG BASE=node:24-trixie-slim

# --- pigpio's C library, which drives pulse inputs and gauges on a Raspberry Pi up to the 4.
# Another archive: set both arguments. PIGPIO_ARCHIVE= (empty) leaves the library out.
FROM ${BASE} AS pigpio
ARG PIGPIO_ARCHIVE=https://github.com/joan2937/pigpio/archive/refs/tags/v79.tar.gz
ARG PIGPIO_SHA256=c5337c0b7ae888caf0262a6f476af0e2ab67065f7650148a0b21900b8d1eaed7
# ADD must be given something: the licence where there is no archive. The library is older than C23, gcc's default since 15.
ADD ${PIGPIO_ARCHIVE:-LICENSE} /tmp/pigpio-archive
RUN set -eu; \
    mkdir -p /pigpio/lib /pigpio/include /pigpio/bin; \
    if [ -z "$PIGPIO_ARCHIVE" ]; then \
      echo 'pigpio: left out, PIGPIO_ARCHIVE is empty'; \
      exit 0; \
    fi; \
    echo "$PIGPIO_SHA256  /tmp/pigpio-archive" | sha256sum -c -; \
    apt-get update; \
    apt-get install -y --no-install-recommends gcc libc6-dev make; \
    mkdir /tmp/pigpio; \
    tar -xzf /tmp/pigpio-archive -C /tmp/pigpio --strip-components=1; \
    make -C /tmp/pigpio CC='gcc -std=gnu17' libpigpio.so pigpiod; \
    cp -P /tmp/pigpio/libpigpio.so* /pigpio/lib/; \
    cp /tmp/pigpio/pigpio.h /pigpio/include/; \
    cp /tmp/pigpio/pigpiod /pigpio/bin/

# --- the program: compiled with the development tools, then rid of them
FROM ${BASE} AS build
# For the native packages. The package pigpio looks for pigpiod to know that the library is there.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3
COPY --from=pigpio /pigpio/ /usr/local/
WORKDIR /app
COPY package.json package-lock.json ./
# The headers of the base's own Node, where it has them, instead of a download.
RUN ldconfig; \
    for prefix in /usr/local /usr; do \
      if [ -e "$prefix/include/node/node.h" ]; then export npm_config_nodedir="$prefix"; break; fi; \
    done; \
    npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

# --- what runs
FROM ${BASE}
ARG BUILD_VERSION=dev
ARG BUILD_ARCH
LABEL io.hass.version="${BUILD_VERSION}" \
      io.hass.type="app" \
      io.hass.arch="${BUILD_ARCH}" \
      io.hass.name="Energy Monitor" \
      io.hass.description="Energy meters on RS485, current clamps, pulse outputs and needle gauges in Home Assistant over MQTT, ready for the Energy dashboard" \
      io.hass.url="https://github.com/energy-monitor-home/energy-monitor" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    ENERGY_MONITOR_SETTINGS=/config/energy-monitor.yaml \
    ENERGY_MONITOR_STATE=/data
WORKDIR /app
COPY --from=pigpio /pigpio/lib/ /usr/local/lib/
RUN ldconfig
COPY LICENSE package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY addon ./addon
HEALTHCHECK --interval=20s --timeout=10s --start-period=60s --retries=3 CMD ["node", "/app/addon/healthcheck.mjs"]
ENTRYPOINT ["node", "/app/addon/start.mjs"]
