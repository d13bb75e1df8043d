import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { course } from './course.ts'
import { faultsOf } from './voyage.ts'

test('whatever four needles are asked for, no step is lost, no limit broken, and each ends where it was sent', () => {
  fc.assert(
    fc.property(course, (acts) => {
      expect(faultsOf(acts)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('without the ramp the same needles lose steps', () => {
  const courses = fc.sample(course, { numRuns: 20, seed: 1 })
  const faults = courses.flatMap((acts) => faultsOf(acts, ({ speedStepsPerS }) => ({ speedStepsPerS, accelerationStepsPerS2: 1e9 })))
  expect(faults.filter((fault) => fault.endsWith('lost')).length).toBeGreaterThan(10)
})
