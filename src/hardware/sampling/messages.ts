import { DeviceError, sentence } from '../../entities/errors.ts'
import type { ProcessorChoice, SamplingPlan } from '../ports.ts'

/** What is said to the thread that samples. `id` is one sampling, `number` one question to it. */
export type ToHost =
  | { readonly kind: 'start'; readonly id: number; readonly plan: SamplingPlan; readonly processor: ProcessorChoice }
  | { readonly kind: 'stop'; readonly id: number }
  | { readonly kind: 'ask'; readonly id: number; readonly number: number; readonly question: unknown }

/** What it says. After `ended` nothing more is said of that sampling; null: it ended as it was asked to. */
export type FromHost =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly number: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly number: number; readonly failure: Failure }
  | { readonly kind: 'ended'; readonly id: number; readonly failure: Failure | null }

/** An error as plain data: between threads an error's class is lost. */
export interface Failure {
  readonly message: string
  readonly stack: string | null
  /** A DeviceError; else it is our bug, and the stack tells where. */
  readonly isDevice: boolean
}

export const failureOf = (error: unknown): Failure => ({
  message: sentence(error),
  stack: error instanceof Error ? (error.stack ?? null) : null,
  isDevice: error instanceof DeviceError,
})

export function errorOf({ message, stack, isDevice }: Failure): Error {
  const error = isDevice ? new DeviceError(message) : new Error(message)
  if (stack !== null) error.stack = stack
  return error
}
