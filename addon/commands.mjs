import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const allowed = ['scan', 'check', 'calibrate']

/**
 * Runs the commands that Home Assistant's action "Write data to app stdin" sends, one a line, such as
 * `scan /dev/serial/by-id/usb-…` or `calibrate board oven --point "8.71A heater"`. What they print goes to the app's log. One command
 * at a time, in order.
 *
 * @param {import('node:stream').Readable} input
 * @param {string} program the path of main.js
 */
export async function runCommands(input, program) {
  for await (const line of createInterface({ input })) {
    if (line.trim() === '') continue
    const words = commandWords(line)
    if (allowed.includes(words[0])) await run(program, words)
    else say(`${JSON.stringify(words[0])} is no command of the app: ${allowed.slice(0, -1).join(', ')} and ${allowed.at(-1)} are`)
  }
}

/** Home Assistant sends text as a JSON string, `docker attach` as it is. Words in quotes stay together. */
function commandWords(line) {
  let text = line
  try {
    const value = JSON.parse(line)
    text = typeof value === 'string' ? value : line
  } catch {
    // not JSON: the text itself
  }
  return (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? ['']).map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))
}

function run(program, words) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', (error) => say(`${words[0]} could not be started: ${error.message}`)).once('close', resolve)
  })
}

const say = (sentence) => process.stderr.write(`${sentence}\n`)
