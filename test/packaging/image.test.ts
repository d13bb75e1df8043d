import { describe, expect, it } from 'vitest'
import { app, files, text } from './repository.ts'

const dockerfile = text('Dockerfile')
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
const lastStage = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')))

describe('the Dockerfile', () => {
  it('takes its base as an argument that has a default, in every stage', () => {
    expect(dockerfile).toMatch(/^ARG BASE=node:24-\w+-slim$/m)
    const bases = instructions.filter((line) => line.startsWith('FROM '))
    expect(bases.filter((line) => !line.startsWith('FROM ${BASE}'))).toEqual([])
  })

  it("builds pigpio's library from an archive that is checked, and can leave it out", () => {
    expect(dockerfile).toMatch(/^ARG PIGPIO_ARCHIVE=https:\/\/\S+\/v79\.tar\.gz$/m)
    expect(dockerfile).toMatch(/^ARG PIGPIO_SHA256=[0-9a-f]{64}$/m)
    expect(dockerfile).toContain('${PIGPIO_ARCHIVE:-LICENSE}')
  })

  it('installs what the lock file says and leaves the development tools behind', () => {
    expect(dockerfile).toMatch(/^\s+npm ci --no-audit --no-fund$/m)
    expect(dockerfile).toContain('npm prune --omit=dev')
    expect(lastStage.filter((line) => line.startsWith('RUN '))).toEqual(['RUN ldconfig'])
  })

  it('says what the Supervisor reads from an image', () => {
    const labels = lastStage.find((line) => line.startsWith('LABEL ')) ?? ''
    expect(labels).toContain('io.hass.type="app"')
    expect(labels).toContain('io.hass.version="${BUILD_VERSION}"')
    expect(labels).toContain('io.hass.arch="${BUILD_ARCH}"')
    expect(labels).toContain(`io.hass.name="${app.name}"`)
    expect(labels).toContain(`io.hass.description="${app.description}"`)
    expect(labels).toContain(`io.hass.url="${app.url}"`)
  })

  it('has a health check and starts without a shell, so that signals reach the program', () => {
    expect(lastStage.filter((line) => /^HEALTHCHECK .* CMD \["node", "\/app\/addon\/healthcheck\.mjs"\]$/.test(line))).toHaveLength(1)
    expect(lastStage).toContain('ENTRYPOINT ["node", "/app/addon/start.mjs"]')
  })

  it('keeps settings and totals in the two folders that a backup holds', () => {
    const environment = lastStage.find((line) => line.startsWith('ENV ')) ?? ''
    expect(environment).toContain('ENERGY_MONITOR_SETTINGS=/config/energy-monitor.yaml')
    expect(environment).toContain('ENERGY_MONITOR_STATE=/data')
  })
})

describe("the build's context", () => {
  const patterns = text('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

  it('holds nothing but what is named', () => {
    expect(patterns[0]).toBe('*')
    expect(patterns.slice(1).filter((line) => !line.startsWith('!'))).toEqual([])
  })

  it('holds every file that the Dockerfile copies', () => {
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
    expect([...new Set([...copied, 'LICENSE'])].filter((path) => !patterns.includes(`!${path}`))).toEqual([])
    expect(
      patterns.slice(1).filter((line) => !files.some((path) => path === line.slice(1) || path.startsWith(`${line.slice(1)}/`))),
    ).toEqual([])
  })
})
