import type { Clock } from '../../../runtime/clock.ts'
import type { Gpio, GpioInput, GpioOutput, InputPin, NextPiece, WaveOutputs, WavePlayer } from '../../ports.ts'
import { SteadyLevels } from '../../steadyLevels.ts'
import { findChip } from './chips.ts'
import { pinGone } from './gpioErrors.ts'
import type { Kernel } from './kernel.ts'
import { type Chip, getValuesRequest, inputRequest, outputRequest, readLevel, setValuesRequest, valuesBuffer } from './layout.ts'
import { LineEvents } from './lineEvents.ts'
import { requestLines } from './lineRequests.ts'
import type { StartLineThread } from './lineThread.ts'
import { lineWaves } from './lineWaves.ts'
import { polledEdges } from './polledEdges.ts'

/**
 * The pins of a chip by the kernel's GPIO character device (linux/gpio.h, version 2). Each pin is a request of its own: its buffer and
 * its sequence numbers are its own then. Outputs that are driven together are one request: the kernel sets them together. The chip is
 * looked for each time, as one that was removed may come back under another name.
 *
 * A level shorter than `steadyUs` is dropped here, not by the kernel: for a pin without a filter of its own the kernel waits in ticks of its
 * timer (4 ms is usual) and stamps the end of that wait, which no measuring of intervals stands.
 */
export const characterDevice = (kernel: Kernel, wanted: () => string | null, clock: Clock, start: StartLineThread): Gpio => ({
  async input(pin, signal) {
    signal.throwIfAborted()
    return openInput(kernel, findChip(kernel, wanted()), pin, clock, signal)
  },
  async output(pin, level, consumer, signal) {
    signal.throwIfAborted()
    const chip = findChip(kernel, wanted())
    return openOutput(kernel, pin, requestLines(kernel, chip, [pin], outputRequest([pin], level, consumer)), signal)
  },
  async waves(outputs, next, signal) {
    signal.throwIfAborted()
    return openWaves(kernel, findChip(kernel, wanted()), outputs, next, start, signal)
  },
})

function openInput(kernel: Kernel, chip: Chip, pin: InputPin, clock: Clock, signal: AbortSignal): GpioInput {
  const line = requestLines(kernel, chip, [pin.pin], inputRequest(pin))
  try {
    kernel.nonBlocking(line)
    const values = valuesBuffer(0)
    kernel.control(line, getValuesRequest, values)
    const level = readLevel(values)
    const [events, steady] = [new LineEvents(kernel, line), new SteadyLevels(level, pin.steadyUs)]
    const read = () => steady.take(orGone(pin.pin, () => events.read()))
    closeAtEnd(kernel, line, signal)
    return { level, edges: polledEdges(read, clock, signal) }
  } catch (error) {
    kernel.close(line)
    throw pinGone(pin.pin, error)
  }
}

function openOutput(kernel: Kernel, pin: number, line: number, signal: AbortSignal): GpioOutput {
  closeAtEnd(kernel, line, signal)
  return {
    set(level) {
      signal.throwIfAborted()
      orGone(pin, () => kernel.control(line, setValuesRequest, valuesBuffer(level)))
    },
  }
}

function openWaves(
  kernel: Kernel,
  chip: Chip,
  { pins, consumer }: WaveOutputs,
  next: NextPiece,
  start: StartLineThread,
  signal: AbortSignal,
): Promise<WavePlayer> {
  const line = requestLines(kernel, chip, pins, outputRequest(pins, 0, consumer))
  const [release, gone] = [() => kernel.close(line), (error: Error) => pinGone(pins[0] ?? 0, error)]
  try {
    return lineWaves({ pins, thread: start(line), nowUs: () => kernel.nowUs(), gone, release }, next, signal)
  } catch (error) {
    release()
    throw error
  }
}

const closeAtEnd = (kernel: Kernel, line: number, signal: AbortSignal) =>
  signal.addEventListener('abort', () => kernel.close(line), { once: true })

function orGone<T>(pin: number, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw pinGone(pin, error)
  }
}
