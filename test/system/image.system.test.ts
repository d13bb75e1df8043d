import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'

const deadlineMs = 15 * 60_000

describe.skipIf(!isAvailable('buildah'))('the image', () => {
  it(
    'is built from the published Dockerfile, runs the demo, passes its health check and stops in time',
    async () => {
      const { stdout } = await promisify(execFile)('bash', ['tools/build-image.sh'], { timeout: deadlineMs })
      process.stdout.write(stdout)
      expect(stdout).toContain('the demo runs')
      expect(stdout).toContain('the health check passes')
      expect(stdout).toMatch(/it ended \d+ ms after SIGTERM/)
    },
    deadlineMs,
  )
})
