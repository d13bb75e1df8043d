/** Values that people read well. */

const mantissas = [1, 2, 5]
const slack = 1e-9

/** 1, 2 or 5 times a power of ten: those that go into the width, up to so many times, finest first. */
export function roundSteps(width: number, times: number): readonly number[] {
  const finest = Math.floor(Math.log10(width / times))
  const powers = Array.from({ length: Math.floor(Math.log10(width)) - finest + 1 }, (_, i) => finest + i)
  const steps = powers.flatMap((power) => mantissas.map((mantissa) => clean(mantissa * 10 ** power)))
  return steps.filter((step) => step <= width * (1 + slack) && step * times >= width * (1 - slack))
}

/** The multiples of a step from one value to another, both included. */
export function multiples(step: number, from: number, to: number): number[] {
  const [first, last] = [Math.ceil(from / step - slack), Math.floor(to / step + slack)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => clean((first + i) * step))
}

/** Whether a value is a multiple of a step. */
export const divides = (step: number, value: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-6

/** Without what binary fractions add; never -0. */
export const clean = (value: number): number => Number(value.toPrecision(12)) || 0

/** How round a value is: 3 for thousands, 2.5 for five hundreds, 2 for hundreds. */
export function roundness(value: number): number {
  if (value === 0) return Infinity
  const [figures = '', power] = clean(Math.abs(value)).toExponential().split('e')
  const decimals = figures.split('.')[1]?.length ?? 0
  return Number(power) - decimals + (figures.endsWith('5') ? 0.5 : 0)
}
