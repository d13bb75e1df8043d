import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { app, files, text, yamlOf } from './repository.ts'

const paths = files.filter((path) => path.startsWith('.github/workflows/'))

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.looseObject({ labels: z.string().optional() }).optional(),
})
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), z.looseObject({ 'timeout-minutes': z.number(), steps: z.array(step) })),
})

const read = (path: string) => workflow.parse(yamlOf(path))
const stepsOf = (path: string) => Object.values(read(path).jobs).flatMap(({ steps }) => steps)

describe('the workflows', () => {
  it('are these two', () => {
    expect(paths).toEqual(['.github/workflows/ci.yml', '.github/workflows/publish.yml'])
  })

  it.each(paths)('use actions at a commit, with the version beside it: %s', (path) => {
    const uses = [...text(path).matchAll(/uses: (.+)/g)].map(([, action = '']) => action)
    expect(uses.length).toBeGreaterThan(0)
    expect(uses.filter((action) => !/^[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v?\d+\.\d+\.\d+$/.test(action))).toEqual([])
  })

  it.each(paths)('may only read unless a job says more: %s', (path) => {
    expect(read(path).permissions).toEqual({ contents: 'read' })
  })

  it('test every change, and look for known vulnerabilities', () => {
    const commands = stepsOf('.github/workflows/ci.yml').map(({ run }) => run ?? '')
    for (const command of ['npm ci', 'npm run check', 'npm test', 'npm audit --omit=dev']) expect(commands).toContain(command)
  })

  it('publish a release for the architectures of the app, with the labels that the Supervisor reads', () => {
    const { on, env } = read('.github/workflows/publish.yml')
    expect(on).toEqual({ release: { types: ['published'] } })
    expect(JSON.parse(env?.['ARCHITECTURES'] ?? '')).toEqual(app.arch)
    const labels = stepsOf('.github/workflows/publish.yml').map((one) => one.with?.labels ?? '')
    for (const label of ['type', 'name', 'description', 'url']) expect(labels.join('\n')).toContain(`io.hass.${label}=`)
  })

  it('publish the image that the app names, where it names one', () => {
    const name = read('.github/workflows/publish.yml').env?.['IMAGE_NAME']
    expect(app.image ?? `ghcr.io/owner/${name}`).toMatch(new RegExp(`^ghcr\\.io/[\\w-]+/${name}$`))
  })
})
