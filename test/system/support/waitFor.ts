import { setTimeout as pause } from 'node:timers/promises'

const [firstPauseMs, longestPauseMs] = [2, 100]

/**
 * Asks again and again until the answer is neither undefined nor false, and returns it.
 * An error thrown by the question counts as "not yet"; after the deadline it is the cause of the error thrown.
 */
export async function waitFor<T>(
  question: () => T | Promise<T>,
  description: string,
  deadlineMs = 10_000,
): Promise<Exclude<T, undefined | false>> {
  const endsAt = performance.now() + deadlineMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const answer = await ask(question)
    if (isYes(answer.value)) return answer.value
    if (performance.now() >= endsAt) {
      throw new Error(`waited ${deadlineMs} ms for ${description}`, { cause: answer.error })
    }
    await pause(pauseMs)
  }
}

async function ask<T>(question: () => T | Promise<T>): Promise<{ value?: T | undefined; error?: unknown }> {
  try {
    return { value: await question() }
  } catch (error) {
    return { error }
  }
}

function isYes<T>(value: T | undefined): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false
}
